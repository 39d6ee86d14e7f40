/** What the reference leaves UNCONFIRMED: one line each, flipped when the fact is known. */
export const switches = {
  /** @source xero.md, "7. Contacts", ContactGroups: whether GET by id still answers a deleted group */
  deletedGroupReadable: false,
  /** @source xero.md, "7. Contacts", ContactGroups: membership changes are not reliable in If-Modified-Since */
  groupChangeTouchesContact: false,
}
