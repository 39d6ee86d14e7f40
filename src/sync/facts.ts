import type { CivilDate } from '#core/civil-date.ts'
import { anyOn, type Written } from '#core/fact/fact.ts'
import { planNote } from '#core/fact/notes.ts'
import { taskStep, taskText } from '#core/fact/overdue-task.ts'
import { type FactLedger, factValues, overdueInvoices } from '#core/fact/values.ts'
import { type FactWrite, planFacts } from '#core/fact/writes.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import type { XeroConnection } from '#db/connections.ts'
import { type FactSetting, loadFactSetting, saveFactDay } from '#db/fact-settings.ts'
import {
  dropPlanned,
  hasOpenSpell,
  type OpenFactOperation,
  openFactOperations,
  openSpell,
  setSpell,
} from '#db/fact-tasks.ts'
import {
  type FactParty,
  factLedgers,
  factPartiesOf,
  firstDue,
  lookAgainLater,
  markDayDue,
  markFactsDue,
  markRelinked,
  notedAmong,
  saveNoted,
  saveWritten,
  takeDue,
} from '#db/facts.ts'
import { lockWorkspace } from '#db/workspaces.ts'
import type { Engine } from './engine.ts'
import { factKind } from './fact-operations.ts'
import { type FactStore, type PlannedFact, storeFacts } from './fact-run.ts'
import { todayOf } from './observe.ts'

const contactsPerPass = 300
/** A write whose answer is not known yet is settled before its party is looked at again. */
const busyMs = 30_000

/**
 * Works out what Capsule should show of customers' money and plans the writes, as a run of its own that waits behind
 * all others. Nothing is planned that did not change.
 *
 * @returns true when something is to be written
 */
export async function settleFacts(
  engine: Engine,
  workspaceId: WorkspaceId,
  xero: XeroConnection,
): Promise<boolean> {
  const { db } = engine
  const setting = await loadFactSetting(db, workspaceId)
  if (!setting || !(anyOn(setting.settings) || (await hasOpenSpell(db, workspaceId)))) return false
  const today = todayOf(xero.details.timeZone, engine.now())
  await db.transaction().execute(async (tx) => {
    if (setting.day !== null && setting.day !== today) await markDayDue(tx, workspaceId, setting.day, today)
    if (setting.day !== today) await saveFactDay(tx, workspaceId, today)
    await markRelinked(tx, workspaceId)
  })
  let planned = false
  for (;;) {
    const passed = await pass(engine, workspaceId, xero, setting, today)
    planned ||= passed.planned
    if (!passed.more) break
  }
  const first = await firstDue(db, workspaceId)
  if (first) {
    const waitMs = first.getTime() + setting.settings.windowSeconds * 1_000 - engine.now()
    // Rounded up: woken a moment early the window would not be over.
    await engine.wake(workspaceId, Math.max(1_000, Math.ceil(waitMs) + 50))
  }
  return planned
}

async function pass(
  engine: Engine,
  workspaceId: WorkspaceId,
  xero: XeroConnection,
  setting: FactSetting,
  today: CivilDate,
): Promise<{ readonly planned: boolean; readonly more: boolean }> {
  const at = new Date(engine.now())
  const until = new Date(at.getTime() - setting.settings.windowSeconds * 1_000)
  return engine.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    // Taken first: a document that changes while this looks at them is marked anew.
    const due = await takeDue(tx, workspaceId, until, contactsPerPass)
    if (due.length === 0) return { planned: false, more: false }
    const parties = await factPartiesOf(tx, workspaceId, due)
    const seen = new Set(parties.flatMap(({ contactIds }) => contactIds))
    await lookAgainLater(
      tx,
      workspaceId,
      due.filter((id) => !seen.has(id)),
    )
    const ids = parties.map(({ party }) => party.id)
    const open = Map.groupBy(await openFactOperations(tx, workspaceId, ids), (each) => each.party_id)
    const ledgers = await factLedgers(tx, workspaceId, [...seen], xero.details.baseCurrency)
    const noted = await notedAmong(
      tx,
      workspaceId,
      [...ledgers.values()].flatMap(({ documents }) => documents.map(({ id }) => id)),
    )
    const context: Context = { engine, tx, workspaceId, setting, today, xero, noted }
    const operations: PlannedFact[] = []
    for (const party of parties) {
      const under = open.get(party.party.id) ?? []
      if (under.some(({ state }) => state === 'sent')) {
        await markFactsDue(tx, workspaceId, party.contactIds.slice(0, 1), new Date(at.getTime() + busyMs))
        continue
      }
      const ledger = joined(party.contactIds.flatMap((id) => ledgers.get(id) ?? []))
      operations.push(...(await planParty(context, party, ledger, under)))
    }
    if (operations.length > 0) await storeFacts(context, operations, at)
    return { planned: operations.length > 0, more: due.length === contactsPerPass }
  })
}

interface Context extends FactStore {
  readonly today: CivilDate
  readonly noted: Awaited<ReturnType<typeof notedAmong>>
}

async function planParty(
  context: Context,
  known: FactParty,
  ledger: FactLedger,
  open: readonly OpenFactOperation[],
): Promise<PlannedFact[]> {
  const { engine, tx, workspaceId, setting, today } = context
  const { party, contactIds } = known
  const of = { contactId: contactIds[0] ?? null, partyId: party.id }
  // What waits to be written is planned anew, from what is known now.
  await dropPlanned(
    tx,
    open.flatMap(({ id, kind }) => (kind === factKind.facts ? [id] : [])),
  )
  const facts = factsOf(known, ledger, setting, context.xero.details.baseCurrency, today)
  const planned: PlannedFact[] = []
  if (facts.write) planned.push({ id: engine.uuid(), kind: factKind.facts, ...of, after: facts.write })
  const overdue = overdueInvoices(ledger, today)
  const spell = known.spell
  switch (taskStep(overdue, setting.settings.task, spell)) {
    case 'open': {
      const id = engine.uuid()
      const ownerId = party.owner?.id ?? setting.settings.task.defaultOwnerId
      planned.push({ id, kind: factKind.task, ...of, after: { ...taskText(overdue, today, id), ownerId } })
      await openSpell(tx, workspaceId, {
        partyId: party.id,
        number: (spell?.number ?? 0) + 1,
        operationId: id,
      })
      break
    }
    case 'drop':
      if (spell) {
        await dropPlanned(tx, [spell.operationId])
        await setSpell(tx, workspaceId, party.id, spell.number, 'ended')
      }
      break
    case 'close':
      if (spell?.taskId) {
        const after = { taskId: spell.taskId }
        planned.push({ id: engine.uuid(), kind: factKind.complete, ...of, after })
        await setSpell(tx, workspaceId, party.id, spell.number, 'ending')
      }
      break
    case 'nothing':
      break
  }
  const note = planNote(ledger, today, setting.notesSince, context.noted)
  if (note) {
    const id = engine.uuid()
    planned.push({ id, kind: factKind.note, ...of, after: note })
    await saveNoted(tx, workspaceId, party.id, id, note.about)
  }
  await saveWritten(tx, workspaceId, [{ partyId: party.id, contacts: contactIds, written: facts.settled }])
  return planned
}

/** What a party should show, and what of it has to be written. */
export function factsOf(
  { party, written }: FactParty,
  ledger: FactLedger,
  setting: Pick<FactSetting, 'settings' | 'fieldIds'>,
  baseCurrency: string,
  today: CivilDate,
): { readonly write: FactWrite | null; readonly settled: Written } {
  const values = factValues(ledger, { today, baseCurrency })
  const isOverdue = overdueInvoices(ledger, today).length > 0
  return planFacts({ values, isOverdue }, setting.settings, written, party, setting.fieldIds)
}

export const joined = (ledgers: readonly FactLedger[]): FactLedger => ({
  documents: ledgers.flatMap(({ documents }) => documents),
  credits: ledgers.flatMap(({ credits }) => credits),
})
