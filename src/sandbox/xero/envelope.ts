import { isRefused, refusedMessage } from '../sentinels.ts'
import { type Element, elementsOf, zeroGuid } from './body.ts'
import { msPlain } from './days.ts'
import { type Answer, Invalid, json, validation } from './errors.ts'
import type { Page } from './listing.ts'
import type { User } from './records.ts'
import type { Store } from './store.ts'
import type { Strays } from './strays.ts'

/** One API request after all gates: who asks, and what. */
export interface ApiCall {
  readonly store: Store
  readonly method: string
  /** Method and path with ids replaced, below the API root. */
  readonly endpoint: string
  readonly strays: Strays
  readonly query: URLSearchParams
  readonly headers: Headers
  readonly body: string
  /** The same as it came, for files. */
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly params: readonly string[]
  /** Of the user the app acts for; null for a custom connection. */
  readonly role: User['role'] | null
  readonly app: { readonly id: string; readonly name: string }
}

export function elementsIn(call: ApiCall, collection: string): readonly Element[] {
  const elements = elementsOf(call.body, collection)
  call.strays.body(call.endpoint, elements)
  return elements
}

export type Wire = Readonly<Record<string, unknown>>

/** @source xero.md, "1. Hosts and common conventions", envelope */
export function envelope(
  call: ApiCall,
  collection: string,
  rows: readonly Wire[],
  page: Page | null = null,
): Answer {
  return json(200, {
    Id: call.store.kernel.chance.uuid(),
    Status: 'OK',
    ProviderName: call.app.name,
    DateTimeUTC: msPlain(call.store.kernel.clock.now()),
    ...(page && { pagination: page }),
    [collection]: rows,
  })
}

/**
 * Writes each element by itself. By default failures answer 400 with only the failed elements while the good
 * ones are kept; `summarizeErrors=false` answers 200 with a status on each.
 *
 * @source xero.md, "6.1 Batches and summarizeErrors"
 */
export function writeEach(
  call: ApiCall,
  collection: string,
  elements: readonly Element[],
  write: (element: Element) => Wire,
  echo: (element: Element) => Wire,
  flagName: 'HasErrors' | 'HasValidationErrors',
  wrap: typeof envelope = envelope,
): Answer {
  const separate = call.query.get('summarizeErrors')?.toLowerCase() === 'false'
  const good: Wire[] = []
  const failed: Wire[] = []
  const all: Wire[] = []
  for (const element of elements) {
    try {
      if (isRefused(element.raw)) throw new Invalid([refusedMessage])
      const row = write(element)
      good.push(row)
      all.push({ ...row, StatusAttributeString: 'OK' })
    } catch (error) {
      if (!(error instanceof Invalid)) throw error
      const row = {
        ...echo(element),
        [flagName]: true,
        ...(separate && { StatusAttributeString: 'ERROR' }),
        ValidationErrors: error.messages.map((Message) => ({ Message })),
      }
      failed.push(row)
      all.push(row)
    }
  }
  if (separate) return wrap(call, collection, all)
  return failed.length > 0 ? validation(failed) : wrap(call, collection, good)
}

/** The element as it was sent, with the id Xero shows: the record's own, or zeros for a create. */
export const echoed = (element: Element, idName: string, defaults: Wire): Wire => ({
  [idName]: zeroGuid,
  ...defaults,
  ...element.raw,
})
