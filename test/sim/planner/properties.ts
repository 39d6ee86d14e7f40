import type { Check } from './properties/cases.ts'
import { foundAgain, noSecondCounterpart } from './properties/counterparts.ts'
import { editsArrive, noLostEdit, noUnseenBlank } from './properties/edits.ts'
import { listsMerged } from './properties/lists.ts'
import { boundedBlast, orderIrrelevant, smallPassAsWhole } from './properties/passes.ts'
import { nothingGoneUnapproved, noWriteAgainstDirection } from './properties/rules.ts'
import { converges, idempotent, terminates } from './properties/settling.ts'
import { dryRunIsReal, fewestCalls, noEcho } from './properties/writing.ts'
import { undoExact } from './undo-exact.ts'

/** Each property of the design by its name. */
export const properties = {
  terminates,
  converges,
  idempotent,
  'no lost edit': noLostEdit,
  'edits arrive': editsArrive,
  'lists are merged member by member': listsMerged,
  'never writes against a direction': noWriteAgainstDirection,
  'never a second counterpart': noSecondCounterpart,
  'finds all links again without our database': foundAgain,
  'never blanks unless a clear was observed and allowed': noUnseenBlank,
  'no echo': noEcho,
  'order is irrelevant': orderIrrelevant,
  'nothing is deleted or archived without approval': nothingGoneUnapproved,
  'bounded blast radius': boundedBlast,
  'dry run equals real run': dryRunIsReal,
  'undo is exact': undoExact,
  'fewest calls': fewestCalls,
  'a small pass plans as the whole': smallPassAsWhole,
} as const satisfies Readonly<Record<string, Check>>
export type PropertyName = keyof typeof properties

export const isPropertyName = (name: string): name is PropertyName => Object.hasOwn(properties, name)

export const propertyNames: readonly PropertyName[] = Object.keys(properties).filter(isPropertyName)
