import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { InvoiceFilter, InvoiceOrder, InvoiceSort } from '#api/invoices.ts'
import { AgeingBucket, InvoiceSort as Sorts } from '#api/invoices.ts'
import { DocumentKind, DocumentState } from '#api/panel.ts'
import { defined } from '#core/assert.ts'
import { addDays, type CivilDate, civilDate, daysBetween } from '#core/civil-date.ts'
import { workspaceId } from '#core/model/ids.ts'
import { convertMinor, decimalFromMinor } from '#core/money.ts'
import { type Access, contactVisible, seesAll } from '#db/access.ts'
import type { Db } from '#db/open.ts'
import { seededChance } from '#sandbox/kernel/chance.ts'
import { aged } from '#server/lists/aged.ts'
import type { BooksOf } from '#server/lists/document-columns.ts'
import { createDocumentIndex, type DocumentIndex } from '#server/lists/document-index.ts'
import { booksOf, invoicePage } from '#server/lists/invoice-page.ts'
import type { Marker } from '#server/lists/order.ts'
import { dayNumber, select } from '#server/lists/selection.ts'
import { documentState } from '#server/views/document.ts'
import { storeOfFile } from '../store.ts'

const file = storeOfFile()
const today = civilDate('2026-11-22')
const connection = '00000000-0000-4000-8000-00000000c0de'
const baseCurrency = 'AUD'
const uuidOf = (kind: string, n: number) => `00000000-0000-4000-${kind}-${String(n).padStart(12, '0')}`
const contactId = (n: number) => uuidOf('a000', n)
const documentId = (n: number) => uuidOf('b000', n)

interface Drawn {
  readonly int: (most: number) => number
  readonly of: <T>(values: readonly T[]) => T
}

function chanceOf(seed: number): Drawn {
  const chance = seededChance(seed)
  const int = (most: number) => Math.floor(chance.next() * most)
  return { int, of: (values) => values[int(values.length)] as (typeof values)[number] }
}

/** Everything of one workspace, with the viewers' sets. */
interface World {
  readonly db: Db
  readonly workspace: ReturnType<typeof workspaceId>
  readonly viewers: readonly string[]
  readonly chance: Drawn
  documents: number
}

let worlds = 0

async function makeWorld(db: Db, seed: number): Promise<World> {
  worlds += 1
  const workspace = workspaceId(uuidOf('c000', worlds))
  const chance = chanceOf(seed)
  const viewers = [`some ${worlds}`, `nobody ${worlds}`]
  await db
    .insertInto('workspace')
    .values({ id: workspace, name: 'Lists', settings: '{}', created_at: new Date(0) })
    .execute()
  for (const id of viewers) {
    await sql`insert into auth_user (id, name, email, "emailVerified", "createdAt", "updatedAt")
      values (${id}, ${id}, ${`${id.replace(' ', '')}@lists.example`}, true, now(), now())`.execute(db)
  }
  const world: World = { db, workspace, viewers, chance, documents: 0 }
  for (let n = 1; n <= 8; n++) {
    await putContact(world, n)
    await putParty(world, n)
    if (n % 4 !== 0) await link(world, n, n)
  }
  for (let n = 0; n < 40; n++) await putDocument(world, n)
  world.documents = 40
  await see(world, 'some', [1, 2, 3])
  return world
}

const names = ['Acme Joinery', 'acme foods', 'Blue Gum', 'Ängstrom', 'Zeta', 'Acme Joinery', 'Delta', '']

async function putContact({ db, workspace, chance }: World, n: number): Promise<void> {
  const data = JSON.stringify({ isCustomer: chance.int(2) === 1, isSupplier: chance.int(2) === 1 })
  await sql`insert into mirror_contact (workspace_id, id, connection_id, status, name, updated_at, seen_at, data)
    values (${workspace}, ${contactId(n)}, ${connection}, 'ACTIVE', ${chance.of(names)}, now(), now(), ${data}::jsonb)
    on conflict (workspace_id, id) do update set name = excluded.name, data = excluded.data`.execute(db)
}

async function putParty({ db, workspace, chance }: World, n: number): Promise<void> {
  const tags = ['Gold', 'Late', 'New'].filter(() => chance.int(2) === 1).map((name) => ({ name }))
  const data = JSON.stringify({ team: chance.of([null, { name: 'North' }, { name: 'South' }]), tags })
  const owner = chance.of([null, 'Hannah', 'Sofia'])
  const state = chance.int(6) === 0 ? 'restricted' : 'active'
  await sql`insert into mirror_party (workspace_id, id, connection_id, state, type, name, owner_name, updated_at, seen_at, data)
    values (${workspace}, ${n}, ${connection}, ${state}, 'organisation', 'x', ${owner}, now(), now(), ${data}::jsonb)
    on conflict (workspace_id, id) do update set owner_name = excluded.owner_name, state = excluded.state, data = excluded.data`.execute(
    db,
  )
}

async function link({ db, workspace }: World, contact: number, party: number): Promise<void> {
  await sql`delete from link where workspace_id = ${workspace} and (contact_id = ${contactId(contact)} or party_id = ${party})`.execute(
    db,
  )
  await sql`insert into link (id, workspace_id, connection_id, party_id, contact_id, state, confidence, score, reasons, created_at)
    values (gen_random_uuid(), ${workspace}, ${connection}, ${party}, ${contactId(contact)}, 'active', 'certain', 1, '[]', now())`.execute(
    db,
  )
}

async function putDocument({ db, workspace, chance }: World, n: number): Promise<void> {
  const kind = chance.of(DocumentKind.options)
  const credit = ['credit_note', 'prepayment', 'overpayment'].includes(kind)
  const side =
    kind === 'bill' || (kind !== 'invoice' && kind !== 'quote' && chance.int(3) === 0) ? 'purchases' : 'sales'
  const status =
    kind === 'quote'
      ? chance.of(['DRAFT', 'SENT', 'ACCEPTED', 'DECLINED', 'INVOICED', 'DELETED'])
      : chance.of([
          'DRAFT',
          'SUBMITTED',
          'AUTHORISED',
          'AUTHORISED',
          'AUTHORISED',
          'PAID',
          'VOIDED',
          'DELETED',
        ])
  const currency = chance.of(['AUD', 'AUD', 'USD', 'JPY'])
  const rate = currency === 'AUD' ? null : chance.of([null, '0.6543', '97.25'])
  const total = chance.int(500_000) - 1_000
  const open = status === 'AUTHORISED' ? chance.of([0, total, Math.floor(total / 2)]) : 0
  const day = () => chance.of([null, addDays(today, chance.int(240) - 200)])
  const number = chance.of([
    null,
    `INV-${chance.int(30)}`,
    `inv-0${chance.int(30)}`,
    'CN',
    `${chance.int(99)}`,
    'Ü-1',
  ])
  await sql`insert into mirror_document as m (workspace_id, id, connection_id, contact_id, kind, side, status, number, reference,
      issued, due, currency, currency_rate, sub_total_minor, tax_minor, total_minor, due_minor, paid_minor, credited_minor,
      remaining_minor, lines, payments, updated_at, seen_at)
    values (${workspace}, ${documentId(n)}, ${connection}, ${contactId(1 + chance.int(9))}, ${kind}, ${side}, ${status}, ${number},
      ${chance.of([null, 'PO 7', 'acme order'])}, ${day()}, ${day()}, ${currency}, ${rate}, 0, 0, ${total},
      ${credit ? 0 : open}, 0, 0, ${credit ? open : 0}, '[]', '[]', now(), now())
    on conflict (workspace_id, id) do update set contact_id = excluded.contact_id, kind = excluded.kind, side = excluded.side,
      status = excluded.status, number = excluded.number, reference = excluded.reference, issued = excluded.issued,
      due = excluded.due, currency = excluded.currency, currency_rate = excluded.currency_rate,
      total_minor = excluded.total_minor, due_minor = excluded.due_minor, remaining_minor = excluded.remaining_minor`.execute(
    db,
  )
}

async function see(
  { db, workspace, viewers }: World,
  who: 'some',
  parties: readonly number[],
): Promise<void> {
  const user = viewers.find((one) => one.startsWith(who)) ?? ''
  await sql`delete from visible_party where workspace_id = ${workspace} and user_id = ${user}`.execute(db)
  for (const party of parties) {
    await sql`insert into visible_party (workspace_id, user_id, party_id) values (${workspace}, ${user}, ${party})`.execute(
      db,
    )
  }
}

/** One thing happens to the workspace, as the engine would write it. */
async function change(world: World): Promise<void> {
  const { chance, db, workspace } = world
  const n = 1 + chance.int(8)
  switch (chance.int(8)) {
    case 0:
      return putContact(world, n)
    case 1:
      return putParty(world, n)
    case 2:
      return link(world, n, 1 + chance.int(8))
    case 3:
      await sql`delete from link where workspace_id = ${workspace} and contact_id = ${contactId(n)}`.execute(
        db,
      )
      return
    case 4:
      return see(
        world,
        'some',
        [1, 2, 3, 4, 5, 6, 7, 8].filter(() => chance.int(2) === 1),
      )
    case 5:
      await sql`delete from mirror_document where workspace_id = ${workspace} and id = ${documentId(chance.int(world.documents))}`.execute(
        db,
      )
      return
    case 6:
      world.documents += 1
      return putDocument(world, world.documents)
    default:
      return putDocument(world, chance.int(world.documents))
  }
}

interface Plain {
  readonly id: string
  readonly contact_id: string
  readonly kind: DocumentKind
  readonly side: 'sales' | 'purchases'
  readonly status: string
  readonly number: string | null
  readonly reference: string | null
  readonly issued: string | null
  readonly due: string | null
  readonly currency: string
  readonly currency_rate: string | null
  readonly total_minor: number
  readonly due_minor: number
  readonly remaining_minor: number
  readonly name: string
  readonly owner: string
  readonly team: string
  readonly tags: readonly string[]
}

/** What the person sees, by SQL alone. */
async function visible({ db, workspace }: World, access: Access): Promise<Plain[]> {
  const { rows } = await sql<Plain>`
    select d.*, coalesce(c.name, '') as name, coalesce(p.owner_name, '') as owner, coalesce(p.data #>> '{team,name}', '') as team,
      coalesce((select jsonb_agg(t ->> 'name') from jsonb_array_elements(p.data -> 'tags') t), '[]') as tags
    from mirror_document d
    left join mirror_contact c on c.workspace_id = d.workspace_id and c.id = d.contact_id
    left join link l on l.workspace_id = d.workspace_id and l.contact_id = d.contact_id
    left join mirror_party p on p.workspace_id = l.workspace_id and p.id = l.party_id and p.state = 'active'
    where d.workspace_id = ${workspace} and d.status <> 'DELETED' and ${contactVisible(access, sql`d.contact_id`)}
      and (${access.bills} or d.side = 'sales')
      and (${access.suppliers} or not coalesce((c.data ->> 'isSupplier')::boolean and not (c.data ->> 'isCustomer')::boolean, false))`.execute(
    db,
  )
  return rows
}

const leftOf = (row: Plain) =>
  ['credit_note', 'prepayment', 'overpayment'].includes(row.kind) ? row.remaining_minor : row.due_minor
const stateOf = (row: Plain) => documentState(row, today)
const baseOf = (row: Plain, minor: number): number | null =>
  row.currency === baseCurrency
    ? minor
    : row.currency_rate === null
      ? null
      : convertMinor({ minor, currency: row.currency }, row.currency_rate, baseCurrency)

function bucketOf(row: Plain): AgeingBucket | null {
  const state = stateOf(row)
  if (state === 'outstanding') return 'current'
  if (state !== 'overdue' || row.due === null) return null
  const late = daysBetween(civilDate(row.due), today)
  return late <= 30 ? 'days1to30' : late <= 60 ? 'days31to60' : late <= 90 ? 'days61to90' : 'over90'
}

function passes(row: Plain, filter: InvoiceFilter): boolean {
  const text = `${row.name} ${row.number ?? ''}\n${row.reference ?? ''}`.toLowerCase()
  const within = (day: string | null, from: string | undefined, to: string | undefined) =>
    (from === undefined && to === undefined) ||
    (day !== null && (from === undefined || day >= from) && (to === undefined || day <= to))
  const major = Number(decimalFromMinor(row.total_minor, row.currency))
  return [
    filter.q === undefined ||
      filter.q
        .toLowerCase()
        .split(' ')
        .every((word) => text.includes(word)),
    filter.state === undefined || filter.state.includes(stateOf(row)),
    filter.kind === undefined || filter.kind.includes(row.kind),
    filter.late === undefined || filter.late === bucketOf(row),
    filter.owner === undefined || row.owner === (filter.owner === '-' ? '' : filter.owner),
    filter.team === undefined || row.team === (filter.team === '-' ? '' : filter.team),
    filter.tag === undefined || (filter.tag === '-' ? row.tags.length === 0 : row.tags.includes(filter.tag)),
    filter.currency === undefined || row.currency === filter.currency,
    filter.customer === undefined || row.contact_id === filter.customer,
    filter.min === undefined || major >= Number(filter.min),
    filter.max === undefined || major <= Number(filter.max),
    within(row.issued, filter.issuedFrom, filter.issuedTo),
    within(row.due, filter.dueFrom, filter.dueTo),
  ].every(Boolean)
}

type Key = string | number | readonly [string, number] | null

function keyOf(row: Plain, sort: InvoiceSort): Key {
  switch (sort) {
    case 'issued':
      return row.issued
    case 'due':
      return row.due
    case 'customer':
      return row.name.toLowerCase()
    case 'total':
      return baseOf(row, row.total_minor)
    case 'left':
      return baseOf(row, leftOf(row))
    case 'number': {
      const number = (row.number ?? '').toLowerCase()
      const digits = /\d*$/.exec(number)?.[0] ?? ''
      if (number === '') return null
      return [number.slice(0, number.length - digits.length), digits === '' ? -1 : Number(digits)]
    }
  }
}

const plainly = (a: string | number, b: string | number) => (a === b ? 0 : a < b ? -1 : 1)
function compareKeys(a: Exclude<Key, null>, b: Exclude<Key, null>): number {
  if (typeof a === 'object' && typeof b === 'object') return plainly(a[0], b[0]) || plainly(a[1], b[1])
  return typeof a === 'object' || typeof b === 'object' ? 0 : plainly(a, b)
}

function inOrder(rows: readonly Plain[], { sort, direction }: InvoiceOrder): string[] {
  const sign = direction === 'asc' ? 1 : -1
  return [...rows]
    .sort((one, other) => {
      const [a, b] = [keyOf(one, sort), keyOf(other, sort)]
      const byId = sign * plainly(one.id, other.id)
      if (a === null || b === null) return a === b ? byId : a === null ? 1 : -1
      return sign * compareKeys(a, b) || byId
    })
    .map(({ id }) => id)
}

function drawFilter({ int, of }: Drawn): InvoiceFilter {
  const some = <T>(value: () => T): T | undefined => (int(4) === 0 ? value() : undefined)
  const day = (): CivilDate => addDays(today, int(240) - 200)
  const filter = {
    q: some(() => of(['acme', 'INV', 'inv-1', 'ä', 'po 7', 'acme order', '7', 'nobody'])),
    state: some(() => [of(DocumentState.options), of(['overdue', 'outstanding'] as const)]),
    kind: some(() => [of(DocumentKind.options), 'invoice' as const]),
    late: some(() => of(AgeingBucket.options)),
    owner: some(() => of(['Hannah', '-', 'Gone'])),
    team: some(() => of(['North', '-'])),
    tag: some(() => of(['Gold', 'Late', '-', 'Gone'])),
    currency: some(() => of(['AUD', 'USD', 'CHF'])),
    customer: some(() => contactId(1 + int(9))),
    min: some(() => of(['100', '-5', '1234.50'])),
    max: some(() => of(['3000', '2500.25'])),
    issuedFrom: some(day),
    issuedTo: some(day),
    dueFrom: some(day),
    dueTo: some(day),
  }
  // Most filters alone leave something; all of them together hardly ever.
  return int(2) === 0 ? filter : { [of(Object.keys(filter))]: undefined, q: filter.q, state: filter.state }
}

const sum = (values: readonly number[]) => values.reduce((whole, one) => whole + one, 0)

async function agrees(world: World, index: DocumentIndex): Promise<void> {
  const { chance, workspace, db } = world
  const viewerId = chance.of([null, world.viewers[0] ?? null, world.viewers[1] ?? null])
  const access: Access = {
    workspaceId: workspace,
    viewerId,
    bills: chance.int(3) > 0,
    suppliers: chance.int(3) > 0,
    supplierWork: true,
    amounts: chance.int(4) > 0,
  }
  const filter = drawFilter(chance)
  const order: InvoiceOrder = {
    sort: chance.of(Sorts.options),
    direction: chance.of(['asc', 'desc'] as const),
  }
  const all = await visible(world, access)
  const expected = all.filter((row) => passes(row, filter))
  const place = { appUrl: 'https://go.example', shortCode: '!a' }
  const own = {
    connectionId: connection,
    name: null,
    place,
    baseCurrency,
    day: today,
    today: dayNumber(today),
  }
  const books = defined(booksOf([own]) ?? undefined, 'one organisation is enough')

  const ids: string[] = []
  let after: Marker | null = null
  let page: Awaited<ReturnType<typeof invoicePage>>
  do {
    page = await invoicePage(db, index, access, books, { ...filter, ...order, after, limit: 7 })
    ids.push(...page.rows.map(({ id }) => id))
    after = page.next
  } while (after !== null)
  const said = JSON.stringify({ filter, order, access })
  expect(ids, said).toEqual(inOrder(expected, order))
  expect(page.total, said).toBe(expected.length)
  expect(page.rows.every((row) => access.amounts || (row.total === null && row.left === null))).toBe(true)

  for (const total of page.totals) {
    const credit = (row: Plain) => ['credit_note', 'prepayment', 'overpayment'].includes(row.kind)
    const own = expected.filter(
      (row) => row.side === total.side && (total.group === 'credit' ? credit(row) : row.kind === total.group),
    )
    const rows = total.converted
      ? own.filter((row) => baseOf(row, 0) !== null)
      : own.filter((row) => row.currency === total.currency)
    const minor = (row: Plain, amount: number) => (total.converted ? (baseOf(row, amount) ?? 0) : amount)
    const open = rows.filter((row) => ['outstanding', 'overdue', 'available'].includes(stateOf(row)))
    expect(total, said).toMatchObject({
      documents: rows.length,
      unconverted: total.converted ? own.length - rows.length : 0,
      totalMinor: access.amounts
        ? sum(rows.filter((row) => stateOf(row) !== 'voided').map((row) => minor(row, row.total_minor)))
        : null,
      leftMinor: access.amounts ? sum(open.map((row) => minor(row, leftOf(row)))) : null,
      overdueMinor: access.amounts
        ? sum(open.filter((row) => stateOf(row) === 'overdue').map((row) => minor(row, leftOf(row))))
        : null,
    })
  }
  expect(sum(page.totals.filter((one) => !one.converted).map((one) => one.documents))).toBe(expected.length)
  const { state: _state, ...butState } = filter
  for (const [state, n] of Object.entries(page.byState)) {
    expect(all.filter((row) => passes(row, butState) && stateOf(row) === state)).toHaveLength(n)
  }
  await ageingAgrees(index, access, books, filter, expected)
}

async function ageingAgrees(
  index: DocumentIndex,
  access: Access,
  books: BooksOf,
  filter: InvoiceFilter,
  expected: readonly Plain[],
): Promise<void> {
  for (const by of ['customer', 'owner', 'tag'] as const) {
    for (const currency of ['AUD', 'converted']) {
      const options = { by, side: 'sales' as const, in: currency, baseCurrency, amounts: true }
      const answer = await index.ask(access, books, (columns, sight) =>
        aged(columns, select(columns, filter, sight).rows, options),
      )
      const owed = expected.filter((row) => row.kind === 'invoice' && bucketOf(row) !== null)
      const counted = owed.filter((row) =>
        currency === 'converted' ? baseOf(row, 0) !== null : row.currency === currency,
      )
      const amount = (row: Plain) =>
        currency === 'converted' ? (baseOf(row, leftOf(row)) ?? 0) : leftOf(row)
      expect(answer.total.sum).toEqual({ documents: counted.length, minor: sum(counted.map(amount)) })
      expect(answer.unconverted).toBe(currency === 'converted' ? owed.length - counted.length : 0)
      for (const row of answer.rows) {
        const mine = counted.filter((one) =>
          by === 'customer'
            ? one.contact_id === row.key
            : by === 'owner'
              ? (one.owner || '-') === row.key
              : row.key === '-'
                ? one.tags.length === 0
                : one.tags.includes(row.key),
        )
        for (const bucket of AgeingBucket.options) {
          const late = mine.filter((one) => bucketOf(one) === bucket)
          expect(row.buckets[bucket]).toEqual({ documents: late.length, minor: sum(late.map(amount)) })
        }
      }
    }
  }
}

test('what the lists answer is what plain SQL answers, whatever was written since', async () => {
  const property = fc.asyncProperty(fc.integer({ min: 0, max: 1_000_000 }), async (seed) => {
    const world = await makeWorld(file.db, seed)
    const index = createDocumentIndex(file.db, () => 0)
    for (let n = 0; n < 12; n++) {
      await agrees(world, index)
      for (let k = 0; k < world.chance.int(4); k++) await change(world)
    }
  })
  await fc.assert(property, { numRuns: 5, seed: 20_261_122, endOnFailure: true })
})

test('midnight makes what was due overdue, without anything being written', async () => {
  const world = await makeWorld(file.db, 5)
  const index = createDocumentIndex(file.db, () => 0)
  const access = seesAll(world.workspace)
  const lateOn = (day: CivilDate) =>
    index.ask(access, { baseCurrency, today: dayNumber(day), organisations: [] }, (columns, sight) => {
      const { rows } = select(columns, { state: ['overdue'] }, sight)
      return Array.from(rows, (row) => columns.ids.idAt(row)).sort()
    })
  const rows = await visible(world, access)
  for (const day of [today, addDays(today, 90), addDays(today, -90), today]) {
    const expected = rows.filter((row) => documentState(row, day) === 'overdue').map(({ id }) => id)
    expect(await lateOn(day)).toEqual(expected.sort())
  }
})
