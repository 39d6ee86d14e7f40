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
        if (access.viewerId === null) return null
        // What leaves their set is gone when they look again.
        await who.left()
        return JSON.stringify(lookAgain)
      },
      everyMs: context.keepAliveMs,
    })
  })
}

/** Of the workspace as a whole, which is theirs to know. */
const ofAll: ReadonlySet<string> = new Set(['settings', 'connections', 'rules'])
/** Of a record that is named. */
const ofRecord: ReadonlySet<string> = new Set(['overview', 'contacts', 'documents', 'reviews'])

/**
 * What somebody who sees some records is told at fixed times, whether or not anything happened: what names no record
 * may be about others alone, and even that something happened would tell of those.
 */
const lookAgain: ChangeEvent = {
  topics: ['run', 'overview', 'contacts', 'documents', 'reviews', 'deals', 'problems', 'budget', 'alerts'],
  keys: [],
}

/** What somebody hears who sees some records: a change of others alone is none. */
async function visiblePart(
  event: ChangeEvent,
  who: Pick<Principal, 'concerned'>,
): Promise<ChangeEvent | null> {
  if (event.keys.length === 0) return event.topics.some((topic) => ofAll.has(topic)) ? event : null
  const ids = event.keys.flatMap((key) => (key.startsWith('p') ? [Number(key.slice(1))] : []))
  const theirs = await who.concerned(ids)
  const keys = ids.filter((id) => theirs.has(id)).map((id) => `p${id}`)
  if (keys.length === 0) return null
  return { topics: event.topics.filter((topic) => ofRecord.has(topic) || ofAll.has(topic)), keys }
}
