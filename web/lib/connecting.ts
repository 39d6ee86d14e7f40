import type { Side } from '#api/common.ts'

const key = 'counterpart-connecting'

/** Leaves a note that this tab went to a vendor's consent page. */
export function rememberConnecting(side: Side): void {
  sessionStorage.setItem(key, side)
}

/** Takes the note, once. */
export function takeConnecting(): string | null {
  const side = sessionStorage.getItem(key)
  sessionStorage.removeItem(key)
  return side
}
