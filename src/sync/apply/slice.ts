import type { Engine } from '../engine.ts'
import type { Application } from './application.ts'
import { createFields } from './capsule-fields.ts'
import { createContactsOfParties } from './create-contacts.ts'
import { createParties } from './create-parties.ts'
import { writeCapsuleNotes } from './write-capsule-notes.ts'
import { writeContacts } from './write-contacts.ts'
import { writeDocuments } from './write-documents.ts'
import { createFactFields, writeTasks } from './write-facts.ts'
import { writeNotes } from './write-notes.ts'
import { writeOpportunities } from './write-opportunities.ts'
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
  // Only figures, and what takes them back, come with tasks and notes.
  const isAboutFacts = application.lane === 'sweep' || application.manner === 'undo'
  const phases = [
    ...(isAboutFacts ? [createFactFields] : []),
    createFields,
    createParties,
    createContactsOfParties,
    writeDocuments,
    writeOpportunities,
    writeContacts,
    writeNotes,
    writeParties,
    deleteParties,
    ...(isAboutFacts ? [writeTasks, writeCapsuleNotes] : []),
  ]
  for (const phase of phases) {
    if (!(await phase(engine, application, untilMs))) return false
  }
  return true
}
