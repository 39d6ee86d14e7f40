import { isDeepStrictEqual } from 'node:util'
import type { CapsuleParty } from '#core/model/party.ts'
import type { World } from '../world.ts'
import type { Check } from './checks.ts'
import { truthOf } from './truth.ts'

/** Our copies are what the vendors hold, field by field. */
export const mirrorsAreTrue: Check = async (world) => [
  ...(await parties(world)),
  ...(await contacts(world)),
  ...(await documents(world)),
]

async function parties(world: World): Promise<string[]> {
  const truth = new Map([...(await truthOf(world)).parties].map(([id, party]) => [id, ownOf(party)]))
  const rows = await world.db.selectFrom('mirror_party').select(['id', 'state', 'data']).execute()
  const active = new Map(
    rows.filter((row) => row.state === 'active').map((row) => [Number(row.id), ownOf(row.data)]),
  )
  const hidden = rows.filter((row) => row.state !== 'active' && truth.has(Number(row.id)))
  return [
    ...compare('party', active, truth),
    ...hidden.map((row) => `party ${row.id} is there but kept as ${row.state}`),
  ]
}

/** Without the name of the organisation, which is a copy: renaming that does not touch its people. */
const ownOf = ({ organisation, ...own }: CapsuleParty) => ({ ...own, organisation: organisation?.id ?? null })

async function contacts(world: World): Promise<string[]> {
  const rows = await world.db.selectFrom('mirror_contact').select(['id', 'data']).execute()
  return compare('contact', new Map(rows.map((row) => [row.id, row.data])), (await truthOf(world)).contacts)
}

async function documents(world: World): Promise<string[]> {
  const rows = await world.db
    .selectFrom('mirror_document')
    .select([
      'id',
      'contact_id',
      'status',
      'number',
      'due',
      'due_minor',
      'total_minor',
      'paid_minor',
      'payments',
    ])
    .where('kind', 'in', ['invoice', 'bill'])
    .execute()
  const truth = new Map(
    [...(await truthOf(world)).documents].map(([id, document]) => [
      id,
      {
        contact: document.contactId,
        status: document.status,
        number: document.number,
        due: document.dueDate,
        minor: [document.dueMinor, document.totalMinor, document.paidMinor],
        payments: document.payments,
      },
    ]),
  )
  const mirror = new Map(
    rows.map((row) => [
      row.id,
      {
        contact: row.contact_id,
        status: row.status,
        number: row.number,
        due: row.due,
        minor: [row.due_minor, row.total_minor, row.paid_minor],
        payments: row.payments,
      },
    ]),
  )
  return compare('document', mirror, truth)
}

function compare<Id>(
  kind: string,
  mirror: ReadonlyMap<Id, object>,
  truth: ReadonlyMap<Id, object>,
): string[] {
  const missing = [...truth.keys()]
    .filter((id) => !mirror.has(id))
    .map((id) => `${kind} ${id} is not mirrored`)
  const stale = [...mirror].flatMap(([id, ours]) => {
    const theirs = truth.get(id)
    if (!theirs) return [`${kind} ${id} is mirrored but gone`]
    return plainEqual(ours, theirs) ? [] : [`${kind} ${id} differs: ${difference(ours, theirs)}`]
  })
  return [...missing, ...stale]
}

/** As JSON keeps it: the mirrors are stored that way. */
const plainEqual = (a: object, b: object) => isDeepStrictEqual(plain(a), plain(b))
const plain = (value: object): unknown => JSON.parse(JSON.stringify(value))

function difference(ours: object, theirs: object): string {
  const values = new Map(Object.entries(theirs))
  return Object.entries(ours)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(values.get(name)))
    .map(([name, value]) => `${name} ${JSON.stringify(value)} / ${JSON.stringify(values.get(name))}`)
    .join(', ')
}
