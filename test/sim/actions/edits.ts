import type { Action } from './action.ts'
import { bothActions } from './both.ts'
import { contactActions } from './contacts.ts'
import { invoiceActions } from './invoices.ts'
import { partyActions } from './parties.ts'

/** What people do at the vendors. */
export const edits: readonly Action[] = [
  ...partyActions,
  ...contactActions,
  ...invoiceActions,
  ...bothActions,
]
