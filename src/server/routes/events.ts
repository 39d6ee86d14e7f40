import type { ChangeEvent } from '#api/events.ts'
import { roleMay } from '#core/model/permissions.ts'
import type { Looks } from '#sync/visible.ts'
import type { App } from '../app.ts'
import type { Context, Principal } from '../context.ts'
import { eventStream } from '../event-stream.ts'
import { principalOf } from '../principal.ts'
import { needs, reader } from './permission.ts'

export function eventRoutes(app: App, context: Context, looks: Looks): void {
  /** Says what changed, never the values; and only of records that whoever listens may see, or could until now. */
  app.get('/api/events', needs('look'), async (c) => {
    const { access, ...who } = await reader(c)
    const pageKeys = (ids: Iterable<number>) => [...ids].map((id) => `p${id}`)
    return eventStream(c, {
      subscribe: (hear) => context.live.subscribe(who.workspaceId, hear),
      heard: async (event) => {
        const told = access.viewerId === null ? event : await visiblePart(event, who)
        return told && JSON.stringify(told)
      },
      mayStill: async () => {
        const again = await principalOf(context, looks, c.req.path, c.req.raw.headers)
        return again !== null && roleMay(again.role, 'look')
      },
      rest: async () => {
        const left = await who.left()
        if (left.length === 0) return null
        const event: ChangeEvent = { topics: ['contacts', 'overview'], keys: pageKeys(left) }
        return JSON.stringify(event)
      },
    })
  })
}

/** What somebody hears who sees some records: a change of others alone is none. */
async function visiblePart(
  event: ChangeEvent,
  who: Pick<Principal, 'concerned'>,
): Promise<ChangeEvent | null> {
  if (event.keys.length === 0) return event
  const ids = event.keys.flatMap((key) => (key.startsWith('p') ? [Number(key.slice(1))] : []))
  const theirs = await who.concerned(ids)
  const keys = ids.filter((id) => theirs.has(id)).map((id) => `p${id}`)
  return keys.length === 0 ? null : { ...event, keys }
}
