import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { ContactSort, ContactState } from '#api/contacts.ts'
import { workspaceId } from '#core/model/ids.ts'
import { type Access, rowVisible } from '#db/access.ts'
import { contactRowsByKey } from '#db/read-contact-rows.ts'
import { seededChance } from '#sandbox/kernel/chance.ts'
import { type ContactIndex, type ContactQuestion, createContactIndex } from '#server/lists/contact-index.ts'
import { storeOfFile } from '../store.ts'

const file = storeOfFile()
const uuidOf = (kind: string, n: number) => `00000000-0000-4000-${kind}-${String(n).padStart(12, '0')}`
const keyOf = (n: number) => (n % 3 === 0 ? `x${uuidOf('a000', n)}` : `p${n}`)
let worlds = 0

function chanceOf(seed: number) {
  const chance = seededChance(seed)
  const int = (most: number) => Math.floor(chance.next() * most)
  return { int, of: <T>(values: readonly T[]): T => values[int(values.length)] as T }
}
type Chance = ReturnType<typeof chanceOf>

/** Deletes and writes a line in one transaction, as every refresh of the Contacts page does. */
async function putRow(workspace: string, n: number, { int, of }: Chance, again: boolean): Promise<void> {
  const name = of(['Acme Joinery', 'acme', 'Acme Jo', 'Ängstrom & Söhne', 'Zeta', 'Delta Foods'])
  const owed = of([0, 0, 500, 70_000])
  await file.db.transaction().execute(async (tx) => {
    await sql`delete from contact_row where workspace_id = ${workspace} and key = ${keyOf(n)}`.execute(tx)
    if (!again) return
    await sql`insert into contact_row (workspace_id, key, party_id, contact_id, name, sort_name, search, type, state,
        is_customer, is_supplier, owner, archived, outstanding, overdue, outstanding_base, overdue_base, days_late, changed_at)
      values (${workspace}, ${keyOf(n)}, ${n % 3 === 0 ? null : n}, ${uuidOf('a000', n)}, ${name}, ${name.toLowerCase()},
        ${`${name.toLowerCase()} mail${n}@x.example${int(3) === 0 ? `\npaula${n}@y.example` : ''}`}, 'organisation', ${of(ContactState.options)}, ${int(2) === 1}, ${int(2) === 1},
        null, false, '[]', '[]', ${owed}, ${of([0, owed])}, 0, ${new Date(1_700_000_000_000 + int(5) * 1_000)})`.execute(
      tx,
    )
  })
}

interface Plain {
  readonly key: string
  readonly sort_name: string
  readonly search: string
  readonly state: ContactState
  readonly outstanding_base: number
  readonly overdue_base: number
  readonly changed_at: Date
}

async function agrees(index: ContactIndex, access: Access, chance: Chance): Promise<void> {
  const { int, of } = chance
  const some = <T>(value: () => T): T | undefined => (int(3) === 0 ? value() : undefined)
  const question: Omit<ContactQuestion, 'after'> = {
    q: some(() =>
      of(['acme', 'acme jo', 'ä', 'MAIL1', 'x.example foods', 'nobody', 'e', 'paula1', 'acme y.example']),
    ),
    state: some(() => of(ContactState.options)),
    owing: some(() => of(['outstanding', 'overdue'] as const)),
    sort: of(ContactSort.options),
    direction: of(['asc', 'desc'] as const),
    limit: 4,
  }
  const orderValue = (row: Plain): string | number => {
    if (question.sort === 'name') return row.sort_name
    if (question.sort === 'changed') return row.changed_at.getTime()
    return question.sort === 'overdue' ? row.overdue_base : row.outstanding_base
  }
  const { rows } = await sql<Plain>`select * from contact_row
    where workspace_id = ${access.workspaceId} and ${rowVisible(access, 'contact_row')}`.execute(file.db)
  const words = (question.q ?? '').toLowerCase().split(' ')
  const found = rows
    // The second line is for those who see every record.
    .filter(({ search }) => {
      const [open = ''] = access.viewerId === null ? [search] : search.split('\n')
      return words.every((word) => open.includes(word))
    })
    .filter((row) => question.owing !== 'overdue' || row.overdue_base > 0)
    .filter((row) => question.owing !== 'outstanding' || row.outstanding_base > 0)
  const expected = found.filter((row) => question.state === undefined || row.state === question.state)

  const keys: string[] = []
  let after: ContactQuestion['after'] = null
  let page: Awaited<ReturnType<ContactIndex['page']>>
  const said = JSON.stringify({ question, access })
  do {
    page = await index.page(access, { ...question, after })
    keys.push(...page.keys)
    const last = rows.find((row) => row.key === page.keys.at(-1))
    after = last ? { value: orderValue(last), key: last.key } : null
  } while (page.more)
  expect([...keys].sort(), said).toEqual(expected.map(({ key }) => key).sort())
  expect(page.total, said).toBe(expected.length)
  for (const state of ContactState.options) {
    expect(page.byState[state], said).toBe(found.filter((row) => row.state === state).length)
  }
  const byKey = new Map(rows.map((row) => [row.key, orderValue(row)]))
  const values = keys.map((key) => byKey.get(key) ?? '')
  const bytes = (value: string | number) => (typeof value === 'string' ? Buffer.from(value) : value)
  const compare = (a: string | number, b: string | number) => {
    const [x, y] = [bytes(a), bytes(b)]
    return typeof x === 'number' || typeof y === 'number' ? Number(x) - Number(y) : Buffer.compare(x, y)
  }
  const sign = question.direction === 'asc' ? 1 : -1
  expect(values, said).toEqual([...values].sort((a, b) => sign * compare(a, b)))
  const shown = await contactRowsByKey(file.db, access, keys)
  expect(shown.map(({ key }) => key).sort(), said).toEqual([...keys].sort())
}

test('the Contacts page answers what plain SQL answers, whatever was written since', async () => {
  const property = fc.asyncProperty(fc.integer({ min: 0, max: 1_000_000 }), async (seed) => {
    worlds += 1
    const workspace = workspaceId(uuidOf('c000', worlds))
    const viewer = `viewer ${worlds}`
    await sql`insert into auth_user (id, name, email, "emailVerified", "createdAt", "updatedAt")
      values (${viewer}, 'V', ${`v${worlds}@lists.example`}, true, now(), now())`.execute(file.db)
    const chance = chanceOf(seed)
    const index = createContactIndex(file.db, () => 0)
    for (let n = 1; n <= 20; n++) await putRow(workspace, n, chance, true)
    for (let step = 0; step < 10; step++) {
      await agrees(
        index,
        {
          workspaceId: workspace,
          viewerId: chance.of([null, viewer]),
          bills: true,
          suppliers: chance.int(2) === 1,
          supplierWork: true,
          amounts: true,
        },
        chance,
      )
      for (let k = chance.int(4); k > 0; k--)
        await putRow(workspace, 1 + chance.int(25), chance, chance.int(4) > 0)
      if (chance.int(3) === 0) {
        await sql`delete from visible_party where workspace_id = ${workspace} and user_id = ${viewer}`.execute(
          file.db,
        )
        await sql`insert into visible_party (workspace_id, user_id, party_id)
          select ${workspace}::uuid, ${viewer}::text, n from generate_series(1, ${1 + chance.int(25)}::int) n`.execute(
          file.db,
        )
      }
    }
  })
  await fc.assert(property, { numRuns: 5, seed: 20_261_122, endOnFailure: true })
})
