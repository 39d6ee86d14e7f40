import { isUsable } from '../match/world.ts'
import type { XeroContact } from '../model/contact.ts'
import type { XeroContactId } from '../model/ids.ts'

/**
 * A name as Xero compares it: names are unique among active contacts, whatever their case.
 *
 * @source reference/xero.md §7, Name
 */
export const nameKey = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase()

/** Who bears a name; the index is made when it is first asked for, as most plans write no name. */
export class NamesTaken {
  readonly #contacts: Iterable<XeroContact>
  #bearers: Map<string, XeroContact[]> | null = null

  constructor(contacts: Iterable<XeroContact>) {
    this.#contacts = contacts
  }

  /** The active contact of a name, other than the one named; of several the one with the lowest id. */
  bearerOf(name: string, self: XeroContactId | null): XeroContact | null {
    this.#bearers ??= index(this.#contacts)
    return this.#bearers.get(nameKey(name))?.find((each) => each.id !== self) ?? null
  }
}

function index(contacts: Iterable<XeroContact>): Map<string, XeroContact[]> {
  const bearers = new Map<string, XeroContact[]>()
  for (const contact of contacts) {
    if (!isUsable(contact)) continue
    const key = nameKey(contact.name)
    const known = bearers.get(key)
    if (known) known.push(contact)
    else bearers.set(key, [contact])
  }
  return bearers
}
