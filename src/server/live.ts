import type { z } from 'zod'
import { z as zod } from 'zod'
import { ChangeEvent } from '#api/events.ts'
import { changeChannel } from '#db/notify.ts'
import type { Store } from '#db/open.ts'

type Event = z.infer<typeof ChangeEvent>
type Listener = (event: Event) => void

const Notification = ChangeEvent.extend({ workspaceId: zod.string() })

/** Fans changes out to the open pages of their workspace; every node hears of all of them by the database. */
export interface Live {
  subscribe(workspaceId: string, listener: Listener): () => void
  close(): Promise<void>
}

export async function createLive(store: Store): Promise<Live> {
  const listeners = new Map<string, Set<Listener>>()
  const stop = await store.listen(changeChannel, (payload) => {
    const { workspaceId, ...event } = Notification.parse(JSON.parse(payload))
    for (const listener of listeners.get(workspaceId) ?? []) listener(event)
  })
  return {
    subscribe(workspaceId, listener) {
      const set = listeners.get(workspaceId) ?? new Set()
      set.add(listener)
      listeners.set(workspaceId, set)
      return () => set.delete(listener)
    },
    close: stop,
  }
}
