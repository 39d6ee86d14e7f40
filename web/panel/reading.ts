import type { Panel } from '#api/panel.ts'
import { isPanel, isRefusal } from './shape.ts'

/** What asking for the panel came to. */
export type Answer =
  | { readonly kind: 'panel'; readonly panel: Panel }
  | { readonly kind: 'sign_in' }
  | { readonly kind: 'refused'; readonly message: string; readonly next: string | null }
  /** Nobody answered, or what nobody understands. */
  | { readonly kind: 'silence' }

export interface Place {
  readonly partyId: string
  /** Of a signed link. */
  readonly token: string | null
}

/** What the address asks for; null when it is none of ours. */
export function placeOf({ pathname, search }: { pathname: string; search: string }): Place | null {
  const partyId = /^\/panel\/party\/(\d{1,15})\/?$/.exec(pathname)?.[1]
  return partyId === undefined ? null : { partyId, token: new URLSearchParams(search).get('token') }
}

export function addressOf({ partyId, token }: Place, events: boolean): string {
  const query = token === null ? '' : `?${new URLSearchParams({ token })}`
  return `/api/panel/party/${partyId}${events ? '/events' : ''}${query}`
}

export async function ask(place: Place): Promise<Answer> {
  try {
    const response = await fetch(addressOf(place, false))
    const body: unknown = await response.json()
    if (response.ok) return isPanel(body) ? { kind: 'panel', panel: body } : { kind: 'silence' }
    if (response.status === 401) return { kind: 'sign_in' }
    if (response.status >= 500 || !isRefusal(body)) return { kind: 'silence' }
    return { kind: 'refused', ...body.error }
  } catch {
    return { kind: 'silence' }
  }
}
