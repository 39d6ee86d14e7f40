import { sql } from 'kysely'
import { z } from 'zod'
import type { World } from '../world.ts'
import type { Check } from './checks.ts'
import { truthOf } from './truth.ts'

/** Nobody got a second counterpart: what was made for a record was made once, and said to be made. */
export const noDuplicates: Check = async (world) => [
  ...partiesMadeTwice(world),
  ...(await contactsMade(world)),
]

function partiesMadeTwice(world: World): string[] {
  const made = new Map<string, number>()
  for (const call of world.wire.calls) {
    if (
      call.side !== 'capsule' ||
      call.method !== 'POST' ||
      call.path !== '/api/v2/parties' ||
      call.status !== 201
    )
      continue
    const contact =
      /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/.exec(call.body)?.[0] ?? call.body
    made.set(contact, (made.get(contact) ?? 0) + 1)
  }
  return [...made]
    .filter(([, times]) => times > 1)
    .map(([contact, times]) => `${times} parties were made for ${contact}`)
}

const Made = z.object({
  Contacts: z.array(
    z.object({
      ContactID: z.string().optional(),
      ContactNumber: z.string().optional(),
      ValidationErrors: z.array(z.unknown()).optional(),
    }),
  ),
})

/** Contacts that a call made, by the number of their party. */
function* creationsOf(world: World) {
  for (const call of world.wire.calls) {
    const made = call.made?.startsWith('{') ? Made.safeParse(JSON.parse(call.made)) : null
    for (const contact of made?.success ? made.data.Contacts : []) {
      const { ContactID: id, ContactNumber: number, ValidationErrors: refused = [] } = contact
      if (id && number && refused.length === 0) yield { id, number, at: call.at + world.skewMs }
    }
  }
}

async function contactsMade(world: World): Promise<string[]> {
  const { contacts, organisationOf } = await truthOf(world)
  const active = new Map<string, Set<string>>()
  for (const { id, number } of creationsOf(world))
    if (contacts.get(id)?.status === 'ACTIVE') {
      // One in each organisation.
      const party = `${number} in ${organisationOf.get(id)}`
      active.set(party, (active.get(party) ?? new Set()).add(id))
    }
  const twice = [...active].filter(([, ids]) => ids.size > 1)
  const refused = await world.db
    .selectFrom('operation')
    .innerJoin('run', 'run.id', 'operation.run_id')
    .select(['operation.party_id', 'operation.ended_at', 'run.started_at', 'run.connection_id'])
    .where('operation.kind', '=', 'xero.contact.create')
    // Later it may have been found all the same; that Xero refused it was told to people until then.
    .where(sql<boolean>`operation.error ->> 'kind' = 'invalid'`)
    .execute()
  const untrue = [...creationsOf(world)].filter(({ id, number, at }) =>
    refused.some(
      ({ party_id, started_at, ended_at, connection_id }) =>
        String(party_id) === number &&
        connection_id === organisationOf.get(id) &&
        started_at.getTime() <= at &&
        ended_at !== null &&
        at <= ended_at.getTime(),
    ),
  )
  return [
    ...twice.map(([number, ids]) => `${ids.size} contacts were made for party ${number}`),
    ...untrue.map(({ id, number }) => `contact ${id} was made of party ${number}, and is said to be refused`),
  ]
}
