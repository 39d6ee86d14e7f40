import type { Action } from './action.ts'
import { creationActions, creationCrashes } from './creations.ts'
import { dealActions, dealCrashes } from './deals.ts'
import { decisionActions } from './decisions.ts'
import { edits } from './edits.ts'
import { crashActions, machineActions } from './machine.ts'
import { peopleActions } from './people.ts'
import { timeActions } from './time.ts'
import { vendorActions } from './vendors.ts'

/** What may happen at one step. */
export const actionsOf = (crashes: boolean, deals: boolean): readonly Action[] => [
  ...edits,
  ...timeActions,
  ...vendorActions,
  ...machineActions,
  ...peopleActions,
  ...decisionActions,
  ...creationActions,
  ...(deals ? dealActions : []),
  ...(crashes ? [...crashActions, ...creationCrashes] : []),
  ...(crashes && deals ? dealCrashes : []),
]
