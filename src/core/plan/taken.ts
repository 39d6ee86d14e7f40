import { isUsable } from '../match/world.ts'
import type { XeroContact } from '../model/contact.ts'
import type { XeroContactId } from '../model/ids.ts'
import { byText } from '../normal/text.ts'

/**
 * A name as Xero compares it: names are unique among active contacts, whatever their case.
 *
 * @source reference/xero.md §7, Name
 */
export const nameKey = (name: string): string =>
  (isPlain(name) ? name : name.trim().replace(/\s+/g, ' ')).toLowerCase()

/** Seven-bit text without a space too many, as nearly all names are. */
function isPlain(name: string): boolean {
  let before = 32
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i)
    if (code > 126 || code < 32 || (code === 32 && before === 32)) return false
    before = code
  }
  return before !== 32
}

/**
 * Who bears a name or a number that Xero allows once. Each index is made when it is first asked for: most plans
 * write neither.
 */
export class Taken {
  readonly #contacts: readonly XeroContact[]
  #names: Map<string, XeroContact[]> | null = null
  #numbers: Map<string, XeroContact[]> | null = null

  constructor(contacts: readonly XeroContact[]) {
    this.#contacts = contacts
  }

  /** The active contact of a name, other than the one named; of several the one with the lowest id. */
  bearerOf(name: string, self: XeroContactId | null): XeroContact | null {
    this.#names ??= grouped(this.#contacts.filter(isUsable), (each) => nameKey(each.name))
    return this.#names.get(nameKey(name))?.find((each) => each.id !== self) ?? null
  }

  /**
   * The contact that carries a ContactNumber, which stays reserved when a contact is archived.
   *
   * @source reference/xero.md §7, ContactNumber
   */
  numbered(number: string): XeroContact | null {
    this.#numbers ??= grouped(this.#contacts, (each) => each.contactNumber?.trim() || null)
    return this.#numbers.get(number)?.[0] ?? null
  }
}

function grouped(
  contacts: readonly XeroContact[],
  keyOf: (contact: XeroContact) => string | null,
): Map<string, XeroContact[]> {
  const groups = new Map<string, XeroContact[]>()
  for (const contact of contacts) {
    const key = keyOf(contact)
    if (key === null) continue
    const known = groups.get(key)
    if (known) known.push(contact)
    else groups.set(key, [contact])
  }
  for (const group of groups.values()) if (group.length > 1) group.sort((a, b) => byText(a.id, b.id))
  return groups
}
