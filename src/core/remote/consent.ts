/** How a person's visit to a vendor's consent page ended. */
export type Consent =
  | { readonly outcome: 'granted'; readonly code: string }
  | { readonly outcome: 'refused' }
  /** The answer does not belong to a question of ours: forged, stale, or from another browser. */
  | { readonly outcome: 'foreign' }
  | { readonly outcome: 'failed'; readonly code: string }

/** Reads the query of an OAuth redirect back to us (RFC 6749 §4.1.2). */
export function readConsent(
  query: {
    readonly code?: string | undefined
    readonly state?: string | undefined
    readonly error?: string | undefined
  },
  expectedState: string,
): Consent {
  if (!expectedState || query.state !== expectedState) return { outcome: 'foreign' }
  if (query.error === 'access_denied') return { outcome: 'refused' }
  if (query.error) return { outcome: 'failed', code: query.error.slice(0, 100) }
  return query.code ? { outcome: 'granted', code: query.code } : { outcome: 'failed', code: 'no_code' }
}
