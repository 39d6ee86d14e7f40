import { kaseJson, opportunityJson } from './deal-wire.ts'
import { partyJson, type Wire } from './party-wire.ts'
import { userJson } from './user-wire.ts'
import { taskJson } from './work-wire.ts'

/** The record an event is about, as hooks send it; undefined when it is gone. */
export function recordJson(wire: Wire, event: string, id: number): object | undefined {
  const { store } = wire
  switch (event.split('/')[0]) {
    case 'party':
      return rendered(store.party(id), (party) => partyJson(wire, party))
    case 'opportunity':
      return rendered(store.opportunities.get(id), (opportunity) => opportunityJson(wire, opportunity))
    case 'kase':
      return rendered(store.kases.get(id), (kase) => kaseJson(wire, kase))
    case 'task':
      return rendered(store.tasks.get(id), (task) => taskJson(wire, task))
    case 'user':
      return rendered(store.users.get(id), (user) => userJson(wire, user))
    default:
      return undefined
  }
}

function rendered<Row>(row: Row | undefined, json: (row: Row) => object): object | undefined {
  return row === undefined ? undefined : json(row)
}
