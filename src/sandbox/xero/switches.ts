/** What the reference leaves UNCONFIRMED: one line each, flipped when the fact is known. */
export const switches = {
  /** @source xero.md, "7. Contacts", ContactGroups: whether GET by id still answers a deleted group */
  deletedGroupReadable: false,
  /** @source xero.md, "7. Contacts", ContactGroups: membership changes are not reliable in If-Modified-Since */
  groupChangeTouchesContact: false,
  /** @source xero.md, "9. Projects API": whether a new organisation has the add-on; without it calls answer 401 */
  projectsAddOn: true,
  /** @source xero.md, "9. Projects API": PUT replaces, so an estimate or deadline that is left out is gone */
  projectPutClearsMissing: true,
  /** @source xero.md, "9. Projects API": tasks and time of a CLOSED project may change */
  closedProjectTakesWork: false,
  /** @source xero.md, "9. Projects API": a rate in another currency than the organisation's */
  projectRateInAnyCurrency: false,
  /** @source xero.md, "9. Projects API": a task with time may go, and its time with it */
  taskWithTimeDeletable: true,
}
