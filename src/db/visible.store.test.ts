import fc from 'fast-check'
import { expect, test } from 'vitest'
import { insertWorkspace, uuid } from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import { type Access, seesAll } from './access.ts'
import { contactRow, countContactRows } from './read-contacts.ts'
import { mostOverdue, owedByCurrency } from './read-overview.ts'
import { addVisible, keepVisible, removeVisible, visibleAmong } from './visible.ts'

const file = storeOfFile()

interface Line {
  readonly id: number
  readonly owes: number
  readonly state: 'linked' | 'capsule_only'
  readonly supplier: boolean
  readonly customer: boolean
}

const line = fc.record({
  owes: fc.integer({ min: 0, max: 900_000 }),
  state: fc.constantFrom('linked' as const, 'capsule_only' as const),
  supplier: fc.boolean(),
  customer: fc.boolean(),
})
const world = fc.record({
  lines: fc.array(line, { maxLength: 12 }),
  seen: fc.array(fc.integer({ min: 1, max: 14 }), { maxLength: 14 }),
  suppliers: fc.boolean(),
  xeroOnly: fc.boolean(),
})

/** Everything a person can learn of a list, by the code that answers them. */
async function learned(access: Access) {
  const { db } = file
  const counts = await countContactRows(db, access, { q: undefined, owing: undefined })
  return {
    linked: counts.get('linked') ?? 0,
    alone: counts.get('capsule_only') ?? 0,
    owed: (await owedByCurrency(db, access, 'outstanding')).map(({ minor }) => Number(minor)),
    worst: (await mostOverdue(db, access, 3)).map(({ key }) => key),
  }
}

/** The same, by somebody who never knew of any other record. */
function modelOf(lines: readonly Line[]) {
  const linked = lines.filter(({ state }) => state === 'linked')
  const owed = linked.reduce((sum, { owes }) => sum + owes, 0)
  const late = linked.filter(({ owes }) => owes > 0)
  return {
    linked: linked.length,
    alone: lines.length - linked.length,
    owed: late.length === 0 ? [] : [owed],
    worst: [...late]
      .sort((a, b) => b.owes - a.owes || `p${a.id}`.localeCompare(`p${b.id}`, 'en'))
      .slice(0, 3)
      .map(({ id }) => `p${id}`),
  }
}

test('counts, totals and single records are those of a world that holds the visible records alone', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ lines, seen, suppliers, xeroOnly }) => {
      const { db } = file
      const { id: workspaceId } = await insertWorkspace(db)
      const userId = `viewer of ${workspaceId}`
      await db
        .insertInto('auth_user')
        .values({ id: userId, name: 'V', email: `${workspaceId}@x.example`, twoFactorEnabled: null })
        .execute()
      const all = lines.map((each, n): Line => ({ ...each, id: n + 1 }))
      const money = (minor: number) => JSON.stringify(minor === 0 ? [] : [{ currency: 'AUD', minor }])
      const rows = all.map(({ id, owes, state, supplier, customer }) => ({
        workspace_id: workspaceId,
        key: `p${id}`,
        party_id: id,
        contact_id: null,
        name: `N${id}`,
        sort_name: `n${id}`,
        search: `n${id}`,
        type: 'organisation' as const,
        state,
        is_customer: customer,
        is_supplier: supplier,
        owner: null,
        archived: false,
        outstanding: money(owes),
        overdue: money(owes),
        outstanding_base: owes,
        overdue_base: owes,
        days_late: 1,
        changed_at: new Date(0),
      }))
      const alone = rows[0] && {
        ...rows[0],
        key: `x${uuid(4)}`,
        party_id: null,
        contact_id: uuid(4),
        type: 'contact' as const,
        state: 'xero_only' as const,
      }
      const inserted = [...rows, ...(xeroOnly && alone ? [alone] : [])]
      if (inserted.length > 0) await db.insertInto('contact_row').values(inserted).execute()
      const whose = { workspaceId, userId }
      await addVisible(db, whose, seen)
      const access: Access = { ...seesAll(workspaceId), viewerId: userId, suppliers }
      const theirs = all.filter(
        ({ id, supplier, customer }) => seen.includes(id) && (suppliers || !supplier || customer),
      )
      expect(await learned(access)).toEqual(modelOf(theirs))
      for (const { id } of all) {
        const found = (await contactRow(db, access, `p${id}`)) !== undefined
        expect(found).toBe(theirs.some((each) => each.id === id))
      }
    }),
    { numRuns: 40 },
  )
})

test('a set takes what it is told and gives back what left it', async () => {
  const { db } = file
  const { id: workspaceId } = await insertWorkspace(db)
  const whose = { workspaceId, userId: 'somebody' }
  await db
    .insertInto('auth_user')
    .values({ id: 'somebody', name: 'S', email: 's@x.example', twoFactorEnabled: null })
    .execute()
  await addVisible(db, whose, [1, 2, 3])
  await addVisible(db, whose, [3, 4])
  expect(await visibleAmong(db, whose, [1, 4, 9])).toEqual(new Set([1, 4]))
  expect(await removeVisible(db, whose, [4, 9])).toEqual([4])
  expect((await keepVisible(db, whose, [2, 7])).sort()).toEqual([1, 3])
  expect(await visibleAmong(db, whose, [1, 2, 3, 4, 7])).toEqual(new Set([2]))
})
