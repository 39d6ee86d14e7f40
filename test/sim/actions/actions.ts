import type { Action } from './action.ts'
import { bothActions } from './both.ts'
import { contactActions } from './contacts.ts'
import { decisionActions } from './decisions.ts'
import { invoiceActions } from './invoices.ts'
import { crashActions, machineActions } from './machine.ts'
import { partyActions } from './parties.ts'
import { peopleActions } from './people.ts'
import { timeActions } from './time.ts'
import { vendorActions } from './vendors.ts'

/** Edits alone: what people do at the vendors. */
export const edits: readonly Action[] = [
  ...partyActions,
  ...contactActions,
  ...invoiceActions,
  ...bothActions,
]

/** What may happen at one step. */
export const actionsOf = (crashes: boolean): readonly Action[] => [
  ...edits,
  ...timeActions,
  ...vendorActions,
  ...machineActions,
  ...peopleActions,
  ...decisionActions,
  ...(crashes ? crashActions : []),
]
