/** Pages reached by `g` and a letter. */
export const goTo = {
  o: '/',
  p: '/comparison',
  c: '/contacts',
  r: '/review',
  n: '/connections',
  s: '/settings',
} as const

export type Shortcut =
  | { readonly kind: 'go'; readonly to: (typeof goTo)[keyof typeof goTo] }
  | { readonly kind: 'search' | 'help' | 'palette' | 'next' | 'previous' }

export interface KeyPress {
  readonly key: string
  readonly ctrl: boolean
  readonly alt: boolean
  /** True while a text field has the focus: letters belong to it. */
  readonly typing: boolean
}

const isGoKey = (key: string): key is keyof typeof goTo => Object.hasOwn(goTo, key)

/**
 * What a key means after the keys before it.
 *
 * @param pending  true when the key before was `g` and recent
 */
export function shortcutOf(
  press: KeyPress,
  pending: boolean,
): { shortcut: Shortcut | null; pending: boolean } {
  const none = { shortcut: null, pending: false }
  if (press.ctrl && !press.alt && press.key.toLowerCase() === 'k') {
    return { shortcut: { kind: 'palette' }, pending: false }
  }
  if (press.ctrl || press.alt || press.typing) return none
  if (pending)
    return isGoKey(press.key) ? { shortcut: { kind: 'go', to: goTo[press.key] }, pending: false } : none
  switch (press.key) {
    case 'g':
      return { shortcut: null, pending: true }
    case '/':
      return { shortcut: { kind: 'search' }, pending: false }
    case '?':
      return { shortcut: { kind: 'help' }, pending: false }
    case 'j':
      return { shortcut: { kind: 'next' }, pending: false }
    case 'k':
      return { shortcut: { kind: 'previous' }, pending: false }
    default:
      return none
  }
}

export const shortcutList: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['Ctrl', 'K'], does: 'Go to a page or find a contact' },
  { keys: ['/'], does: 'Search contacts' },
  { keys: ['j'], does: 'Next row' },
  { keys: ['k'], does: 'Previous row' },
  { keys: ['Enter'], does: 'Open the row' },
  { keys: ['g', 'o'], does: 'Overview' },
  { keys: ['g', 'p'], does: 'Comparison' },
  { keys: ['g', 'c'], does: 'Contacts' },
  { keys: ['g', 'r'], does: 'Review' },
  { keys: ['g', 'n'], does: 'Connections' },
  { keys: ['g', 's'], does: 'Settings' },
  { keys: ['Esc'], does: 'Close a dialog' },
  { keys: ['?'], does: 'This list' },
]
