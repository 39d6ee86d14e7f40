/** Pages reached by `g` and a letter. */
export const goTo = {
  o: '/',
  c: '/contacts',
  i: '/invoices',
  d: '/deals',
  r: '/review',
  e: '/problems',
  a: '/activity',
  p: '/comparison',
  m: '/rules',
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

/** A key that is free for the page: not part of a text, not one of the browser's combinations. */
export const isPlain = (press: KeyPress): boolean => !press.ctrl && !press.alt && !press.typing

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
  if (!isPlain(press)) return none
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

export interface ShortcutGroup {
  readonly name: string
  readonly list: readonly { readonly keys: readonly string[]; readonly does: string }[]
}

export const shortcutGroups: readonly ShortcutGroup[] = [
  {
    name: 'Everywhere',
    list: [
      { keys: ['Ctrl', 'K'], does: 'Go to a page or find a contact' },
      { keys: ['/'], does: 'Search' },
      { keys: ['j'], does: 'Next row' },
      { keys: ['k'], does: 'Previous row' },
      { keys: ['Enter'], does: 'Open the row' },
      { keys: ['Esc'], does: 'Close a dialog' },
      { keys: ['?'], does: 'This list' },
    ],
  },
  {
    name: 'In Invoices',
    list: [
      { keys: ['1', '…', '9'], does: 'Open a saved view' },
      { keys: ['f'], does: 'All filters' },
      { keys: ['/'], does: 'Search invoices' },
    ],
  },
  {
    name: 'In Review',
    list: [
      { keys: ['a'], does: 'Link the chosen candidate, approve, or apply what is chosen' },
      { keys: ['x'], does: 'None of these, refuse, or keep both' },
      { keys: ['1', '…', '9'], does: 'Choose a candidate' },
      { keys: ['l'], does: 'Take Capsule’s value, for the field with the focus' },
      { keys: ['r'], does: 'Take Xero’s value' },
      { keys: ['b'], does: 'Leave both as they are' },
      { keys: ['Shift', 'A'], does: 'Always do this' },
      { keys: ['s'], does: 'Skip to the next question' },
      { keys: ['u'], does: 'Undo what the last answer wrote' },
      { keys: ['j'], does: 'Next question' },
      { keys: ['k'], does: 'Previous question' },
    ],
  },
  {
    name: 'Go to',
    list: [
      { keys: ['g', 'o'], does: 'Overview' },
      { keys: ['g', 'c'], does: 'Contacts' },
      { keys: ['g', 'i'], does: 'Invoices' },
      { keys: ['g', 'r'], does: 'Review' },
      { keys: ['g', 'e'], does: 'Problems' },
      { keys: ['g', 'a'], does: 'Activity' },
      { keys: ['g', 'p'], does: 'Comparison' },
      { keys: ['g', 'm'], does: 'Rules & mapping' },
      { keys: ['g', 'n'], does: 'Connections' },
      { keys: ['g', 's'], does: 'Settings' },
    ],
  },
]
