const key = 'counterpart.after-sign-in'

/** Remembers where somebody wanted to go before signing in; only addresses of ours that lead on are taken. */
export function rememberTarget(storage: Pick<Storage, 'setItem'>, path: string): void {
  if (isTarget(path)) storage.setItem(key, path)
}

/** The remembered address, once. */
export function takeTarget(storage: Pick<Storage, 'getItem' | 'removeItem'>): string | null {
  const path = storage.getItem(key)
  if (path !== null) storage.removeItem(key)
  return path !== null && isTarget(path) ? path : null
}

/** A path on this site: `//elsewhere` and `/\elsewhere` are none. */
const isTarget = (path: string): boolean => /^\/go\/[a-z-]+(\?[^\\#]*)?$/.test(path)
