import { createActivityType, createNote, findNote, listActivityTypes } from '#capsule/entries.ts'
import type { CapsuleHttp } from '#capsule/http.ts'
import { defined } from '#core/assert.ts'
import { capsulePartyId } from '#core/model/ids.ts'
import { loadFactSetting, saveActivityType } from '#db/fact-settings.ts'
import type { Engine } from '../engine.ts'
import { factKind, NoteShape } from '../fact-operations.ts'
import type { Application } from './application.ts'
import { oneByOne } from './write-facts.ts'

const typeName = 'Xero'

/**
 * Notes on Capsule records, of an activity type that does not count as a contact. After a lost answer the note is
 * looked for by its text among the party's latest before it is written again.
 */
export function writeCapsuleNotes(
  engine: Engine,
  application: Application,
  untilMs: number,
): Promise<boolean> {
  const http = application.accounts.capsule.http(application.lane, application.progress.onCall)
  let type: Promise<number> | null = null
  return oneByOne(engine, application, [factKind.note], untilMs, async (operation) => {
    const { content } = NoteShape.parse(operation.after)
    const partyId = capsulePartyId(defined(operation.party_id, 'a note names its party'))
    type ??= silentType(engine, application.workspaceId, http)
    const activityTypeId = await type
    const found = operation.state === 'sent' ? await findNote(http, partyId, content) : null
    const entryId = found ?? (await createNote(http, { partyId, content, activityTypeId }))
    return { state: 'done', result: { entryId, partyId } }
  })
}

/** The type of our notes: made once, and looked at again in case somebody changed what it counts as. */
async function silentType(engine: Engine, workspaceId: string, http: CapsuleHttp): Promise<number> {
  const known = (await loadFactSetting(engine.db, workspaceId))?.activityTypeId ?? null
  const types = await listActivityTypes(http)
  const silent = types.filter(({ id, countsAsContact }) => !countsAsContact && id > 0)
  const kept = silent.find(({ id }) => id === known)
  if (kept) return kept.id
  const type = silent.find(({ name }) => name === typeName) ?? (await createActivityType(http, typeName))
  await saveActivityType(engine.db, workspaceId, type.id)
  return type.id
}
