import { displayName, type Party } from './entities.ts'
import type { Store } from './store.ts'

/**
 * What the web application can do and the API cannot: the loser's rows, tags, missing values and people go to the
 * winner, then the loser is deleted. How the API shows a merge is unconfirmed.
 *
 * @source reference capsule.md §4.4
 */
export function mergeParties(store: Store, loser: Party, winner: Party, now: number): void {
  const rows = <Row extends { readonly id: number }>(
    kept: readonly Row[],
    more: readonly Row[],
  ): readonly Row[] => [...kept, ...more.map((row) => ({ ...row, id: store.nextId() }))]
  const has = new Set(winner.fields.map((f) => f.definitionId))
  const added = loser.fields.filter(
    (f) => !has.has(f.definitionId) && applies(store, f.definitionId, winner.type),
  )
  const merged: Party = {
    ...winner,
    about: winner.about ?? loser.about,
    addresses: rows(winner.addresses, loser.addresses),
    phoneNumbers: rows(winner.phoneNumbers, loser.phoneNumbers),
    emailAddresses: rows(winner.emailAddresses, loser.emailAddresses),
    websites: rows(winner.websites, loser.websites),
    tagIds: [...new Set([...winner.tagIds, ...loser.tagIds])],
    fields: rows(winner.fields, added),
    updatedAt: now,
  }
  store.update(merged, now)
  if (winner.type === 'organisation')
    for (const person of store.peopleOf(loser.id))
      store.update({ ...person, organisationId: winner.id, updatedAt: now }, now)
  rehang(store, loser.id, winner.id)
  store.remove(loser.id, now)
}

/** Everything that hung on the one hangs on the other. */
function rehang(store: Store, from: number, to: number): void {
  for (const row of store.opportunities.of(`party:${from}`))
    store.opportunities.put({ ...row, partyId: to, contactIds: row.contactIds.filter((id) => id !== to) })
  for (const row of store.kases.of(`party:${from}`))
    store.kases.put({ ...row, partyId: to, contactIds: row.contactIds.filter((id) => id !== to) })
  for (const row of store.tasks.of(`party:${from}`)) store.tasks.put({ ...row, partyId: to })
  for (const row of store.entries.of(`party:${from}`)) store.entries.put({ ...row, partyId: to })
  for (const row of store.tracks.of(`party:${from}`)) store.tracks.put({ ...row, partyId: to })
}

/** Turns a person into an organisation or back, as the web application can; people of the party lose it. */
export function convertParty(store: Store, party: Party, now: number): void {
  const name = displayName(party)
  const type = party.type === 'person' ? 'organisation' : 'person'
  for (const person of store.peopleOf(party.id))
    store.update({ ...person, organisationId: null, updatedAt: now }, now)
  const names =
    type === 'organisation'
      ? { name, firstName: null, lastName: null, title: null, jobTitle: null, organisationId: null }
      : { name: null, firstName: null, lastName: name }
  const fields = party.fields.filter((f) => applies(store, f.definitionId, type))
  store.update({ ...party, ...names, type, fields, updatedAt: now }, now)
}

function applies(store: Store, definitionId: number, type: Party['type']): boolean {
  const rule = store.labels.parties.definitions.get(definitionId)?.captureRule ?? null
  return rule === null || rule === type
}
