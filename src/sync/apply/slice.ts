import type { Engine } from '../engine.ts'
import type { Application } from './application.ts'
import { createFields } from './capsule-fields.ts'
import { createContactsOfParties } from './create-contacts.ts'
import { createParties } from './create-parties.ts'
import { writeContacts } from './write-contacts.ts'
import { writeNotes } from './write-notes.ts'
import { deleteParties, writeParties } from './write-parties.ts'

/**
 * Writes the next part of an approved plan: the intent is committed, then the call made, then the outcome
 * recorded. Safe to call again after a crash at any point.
 *
 * @param untilMs engine time at which to pause, so that events are not kept waiting behind a long plan
 * @returns true when nothing is left
 * @throws RemoteError when a side cannot take more for now; what was not written stays planned
 */
export async function applySlice(
  engine: Engine,
  application: Application,
  untilMs: number,
): Promise<boolean> {
  const phases = [
    createFields,
    createParties,
    createContactsOfParties,
    writeContacts,
    writeNotes,
    writeParties,
    deleteParties,
  ]
  for (const phase of phases) {
    if (!(await phase(engine, application, untilMs))) return false
  }
  return true
}
