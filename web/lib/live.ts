import type { QueryClient } from '@tanstack/react-query'
import { ChangeEvent } from '#api/events.ts'

/**
 * Whether a cached answer may have changed.
 *
 * @param queryKey  as in queries.ts
 * @param related   keys of other contacts whose values the answer shows
 */
export function isAffected(
  change: ChangeEvent,
  queryKey: readonly unknown[],
  related: readonly string[],
): boolean {
  const has = (topic: ChangeEvent['topics'][number]) => change.topics.includes(topic)
  switch (queryKey[0]) {
    case 'session':
      return has('connections')
    case 'connections':
      return has('connections') || has('run')
    case 'comparison':
      return has('run') || has('connections')
    case 'overview':
      return has('overview')
    case 'reviews':
      return has('reviews')
    case 'problems':
      return has('problems')
    case 'budget':
      return has('budget') || has('run') || has('connections')
    case 'alerts':
      return has('alerts')
    case 'deals':
    case 'invoice-request':
      return has('deals') || has('rules')
    case 'deal-settings':
    case 'invoice-button':
      return has('rules') || has('connections')
    case 'settings':
      return has('settings')
    case 'rules':
      return has('rules') || has('run')
    case 'activity':
      return has('run')
    case 'contacts':
      return has('contacts') || has('documents')
    case 'invoices':
      return has('contacts') || has('documents') || has('settings') || has('connections')
    case 'contact':
    case 'panel': {
      if (has('settings') || has('rules')) return true
      const { keys, topics } = change
      // The page of a contact shows no documents; its panel does.
      const isMoney = topics.every((topic) => topic === 'documents' || topic === 'overview')
      if (isMoney && queryKey[0] === 'contact') return false
      if (keys.length === 0) return has('contacts') || has('documents')
      return keys.some((key) => key === queryKey[1] || related.includes(key))
    }
    default:
      return false
  }
}

/** Keys of other contacts inside a cached contact or panel: its organisation, its people. */
export function relatedKeys(data: unknown): string[] {
  if (typeof data !== 'object' || data === null) return []
  if ('via' in data) return keyOf(data.via)
  if (!('capsule' in data) || typeof data.capsule !== 'object' || data.capsule === null) return []
  const organisation = 'organisation' in data.capsule ? keyOf(data.capsule.organisation) : []
  const people = 'people' in data.capsule && Array.isArray(data.capsule.people) ? data.capsule.people : []
  return [...organisation, ...people.flatMap(keyOf)]
}

function keyOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null && 'key' in value && typeof value.key === 'string'
    ? [value.key]
    : []
}

/** Messages arriving within this time are answered by one round of reads. */
const gatherMs = 200
/** A browser gives up on a stream that was refused; we do not. */
const reopenMs = 3000

/**
 * Keeps the cache in step with the server. The first change is acted on at once, those that follow it
 * closely together; after a lost stream everything is read again, since messages may have been missed.
 *
 * @returns ends it
 */
export function followChanges(
  client: QueryClient,
  path: string,
  onOpen: (open: boolean) => void,
): () => void {
  let waiting: ChangeEvent[] = []
  let gathering: ReturnType<typeof setTimeout> | undefined
  let reopening: ReturnType<typeof setTimeout> | undefined
  let wasLost = false
  let source = open()

  function flush() {
    gathering = undefined
    if (waiting.length === 0) return
    const changes = waiting
    waiting = []
    gathering = setTimeout(flush, gatherMs)
    const again = (isFirst: boolean) =>
      client.invalidateQueries({
        predicate: ({ queryKey, state }) =>
          (queryKey[0] === 'panel') === isFirst &&
          changes.some((change) => isAffected(change, queryKey, relatedKeys(state.data))),
      })
    // Somebody who is on the phone looks at the invoices: nothing else is asked before they are there.
    void again(true).finally(() => again(false))
  }

  function open(): EventSource {
    const stream = new EventSource(path)
    stream.onopen = () => {
      onOpen(true)
      if (wasLost) void client.invalidateQueries()
      wasLost = false
    }
    stream.onerror = () => {
      wasLost = true
      onOpen(false)
      if (stream.readyState !== EventSource.CLOSED) return
      // Refused, not cut off: perhaps because the session has ended.
      void client.invalidateQueries({ queryKey: ['session'] })
      clearTimeout(reopening)
      reopening = setTimeout(() => {
        source = open()
      }, reopenMs)
    }
    stream.onmessage = (message: MessageEvent<unknown>) => {
      const change = ChangeEvent.safeParse(parsed(message.data))
      if (!change.success) return
      waiting.push(change.data)
      if (gathering === undefined) flush()
    }
    return stream
  }

  return () => {
    clearTimeout(gathering)
    clearTimeout(reopening)
    source.close()
  }
}

function parsed(data: unknown): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : null
  } catch {
    return null
  }
}
