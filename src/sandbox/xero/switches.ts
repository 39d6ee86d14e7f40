import type { QuoteStatus } from './quotes.ts'

const quoteMoves: Readonly<Record<QuoteStatus, readonly QuoteStatus[]>> = {
  DRAFT: ['DRAFT', 'SENT', 'DELETED'],
  SENT: ['SENT', 'DRAFT', 'ACCEPTED', 'DECLINED', 'DELETED'],
  DECLINED: ['DECLINED', 'DRAFT', 'SENT', 'DELETED'],
  ACCEPTED: ['ACCEPTED', 'SENT', 'DECLINED', 'INVOICED', 'DELETED'],
  INVOICED: ['INVOICED'],
  DELETED: [],
}
const quoteStarts: readonly QuoteStatus[] = ['DRAFT', 'SENT']

/** What the reference leaves UNCONFIRMED: one line each, flipped when the fact is known. */
export const switches = {
  /** @source xero.md, "7. Contacts", ContactGroups: whether GET by id still answers a deleted group */
  deletedGroupReadable: false,
  /** @source xero.md, "7. Contacts", ContactGroups: membership changes are not reliable in If-Modified-Since */
  groupChangeTouchesContact: false,
  /** @source xero.md, "2.5 Connections": uncertified apps an organisation may have; Infinity lifts the rule */
  uncertifiedAppsMax: 2,
  /** @source xero.md, "12. Custom contact links": whether `{!CONTACTID}` is a token of the link */
  contactLinkHasId: true,
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
  /** @source xero.md, "8.3 Quotes": recorded are DRAFT to SENT, SENT to ACCEPTED, ACCEPTED to DELETED */
  quoteMoves,
  /** @source xero.md, "8.3 Quotes": which statuses a new quote may have */
  quoteStarts,
  /** @source xero.md, "8.3 Quotes": how strict an update is about Contact and Date */
  quoteUpdateNeedsContactAndDate: true,
  /** @source xero.md, "8.1 Invoice", Email: 1,000 for paying organisations, 20 for trials, 0 for the demo company */
  emailsPerDayMax: 1_000,
  /** @source xero.md, "6.4 Attachments": 10 MB on one page, 25 MB on others */
  attachmentBytesMax: 10 * 1024 * 1024,
  /** @source xero.md, "4. Errors", 403: whether READONLY and INVOICEONLY users are held to their role */
  rolesEnforced: true,
  /** @source xero.md, "10. Webhooks", OVERPAYMENT: data assumed as with PREPAYMENT */
  overpaymentEventsCarryData: true,
  /** @source xero.md, "4. Errors", 403: what the refusal of a role says */
  roleRefusalDetail: 'AuthenticationUnsuccessful',
  /** @source xero.md, "7. Contacts", Balances: whether credit not yet allocated lowers what is outstanding */
  creditLowersBalance: true,
}
