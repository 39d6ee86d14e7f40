import { civilDateIn } from '#core/civil-date.ts'
import { type FactSettings, factKeys, type NoteKind } from '#core/fact/fact.ts'
import type { NoteStart, NotesSince } from '#core/fact/notes.ts'
import type { FactFieldIds } from '#core/fact/writes.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import { type FactSetting, loadFactSetting, saveFactSetting } from '#db/fact-settings.ts'
import { forgetWritten, markAllFactsDue } from '#db/facts.ts'
import { isLive } from '#db/runs.ts'
import { changed, conclude, decide, notAllowed, type Refused } from './deciding.ts'
import type { Engine } from './engine.ts'
import { beginSwitchedRun } from './fact-run.ts'
import { movedFacts, previewFacts } from './facts-preview.ts'

/**
 * Stores the switches and begins to write what was shown. Whoever switches something on has seen what it writes: it
 * waits for no further approval, and neither does what later follows from the same switches.
 */
export async function changeFacts(
  engine: Engine,
  workspaceId: WorkspaceId,
  request: { readonly settings: FactSettings; readonly hash: string; readonly by: string },
): Promise<{ readonly outcome: 'decided'; readonly runId: string | null } | Refused> {
  const { settings, by } = request
  const shown = await previewFacts(engine, workspaceId, settings)
  if (shown.outcome !== 'decided') return shown
  if (shown.hash !== request.hash)
    return changed('The figures changed since this preview was made. Nothing was switched.')
  return decide(engine, workspaceId, by, async (scope) => {
    const { tx, at, xero } = scope
    if (!xero) return notAllowed('Connect both Capsule and Xero first.')
    const current = await loadFactSetting(tx, workspaceId)
    const start = { at: at.toISOString(), day: civilDateIn(xero.details.timeZone, engine.now()) }
    await saveFactSetting(tx, workspaceId, {
      settings,
      fieldIds: { ...(current === null ? {} : keptIds(current, settings)), ...shown.fieldIds },
      notesSince: notesSince(settings, current?.notesSince ?? null, start),
      by,
      at,
    })
    await forgetWritten(tx, workspaceId, movedFacts({ settings, fieldIds: shown.fieldIds }, current))
    await markAllFactsDue(tx, workspaceId)
    const setting = await loadFactSetting(tx, workspaceId)
    const writes = shown.calls > 0 && (await isLive(tx, workspaceId))
    const runId =
      setting && writes ? await beginSwitchedRun({ engine, tx, workspaceId, xero, setting }, by, at) : null
    await conclude(scope, {
      action: 'facts.changed',
      subject: null,
      details: { hash: request.hash, before: current?.settings ?? null, after: settings },
      parties: [],
      contacts: [],
      topics: ['rules', 'run'],
      plan: false,
    })
    return { outcome: 'decided', runId }
  })
}

/** Fields of facts that are off keep their place under the same name, for when they are switched on again. */
function keptIds({ fieldIds, settings }: FactSetting, after: FactSettings): FactFieldIds {
  return Object.fromEntries(
    factKeys.flatMap((fact) => {
      const id = fieldIds[fact]
      const stays = !after.fields[fact].on && after.fields[fact].name === settings.fields[fact].name
      return id !== undefined && stays ? [[fact, id]] : []
    }),
  )
}

/** What happened before a kind of note was switched on is not noted. */
function notesSince({ notes }: FactSettings, before: NotesSince | null, start: NoteStart): NotesSince {
  const of = (kind: NoteKind) => (notes[kind] ? (before?.[kind] ?? start) : null)
  return { paid: of('paid'), overdue: of('overdue') }
}
