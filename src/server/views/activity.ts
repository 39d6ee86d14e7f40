import type { Selectable } from 'kysely'
import type { ActivityDetail, ActivityOperation, ActivityPage, ActivityRun } from '#api/activity.ts'
import type { Access } from '#db/access.ts'
import type { Db } from '#db/open.ts'
import {
  countByRun,
  countLinksByRun,
  listRunOperations,
  listWritingRuns,
  type NamedOperation,
  operationsOfRuns,
  type RunCount,
  type RunMarker,
  redoableKinds,
  undoableKinds,
  undoersOf,
} from '#db/read-activity.ts'
import { runById } from '#db/runs.ts'
import type { RunTable } from '#db/tables.ts'
import { markedTimes } from '#db/undo-marks.ts'
import { factKind } from '#sync/fact-operations.ts'
import { factChanges } from './fact-words.ts'
import { counted, listed } from './field-words.ts'
import { changesOf, operationWords, recordOf } from './operation-words.ts'

type Run = Selectable<RunTable>

const runsPerPage = 50
const operationsPerPage = 100
/** Runs of at most this many writes are told by what they wrote. */
const fewMax = 2

/** Runs that wrote something, newest first. */
export async function activityPage(
  db: Db,
  access: Access,
  viewer: string,
  after: RunMarker | null,
): Promise<Omit<ActivityPage, 'next'> & { readonly last: RunMarker | null }> {
  const rows = await listWritingRuns(db, access, after, runsPerPage)
  const page = rows.slice(0, runsPerPage)
  const last = rows.length > runsPerPage ? page.at(-1) : undefined
  return {
    runs: await runViews(db, access, viewer, page),
    last: last ? { startedAt: last.started_at.toISOString(), id: last.id } : null,
  }
}

/** One run with its writes; null when there is none. @param afterId the last write seen */
export async function activityDetail(
  db: Db,
  access: Access,
  viewer: string,
  runId: string,
  afterId: string | null,
): Promise<(Omit<ActivityDetail, 'next'> & { readonly lastId: string | null }) | null> {
  const row = await runById(db, access.workspaceId, runId)
  if (!row) return null
  const operations = await listRunOperations(db, access, runId, afterId, operationsPerPage)
  // A run that wrote nothing they may see is none of theirs.
  if (access.viewerId !== null && operations.length === 0) return null
  const [run] = await runViews(db, access, viewer, [row])
  if (!run) return null
  const page = operations.slice(0, operationsPerPage)
  const lastId = operations.length > operationsPerPage ? (page.at(-1)?.id ?? null) : null
  return { run, operations: page.map((each) => operationView(each, row)), lastId }
}

async function runViews(
  db: Db,
  access: Access,
  viewer: string,
  rows: readonly Run[],
): Promise<ActivityRun[]> {
  const ids = rows.map((row) => row.id)
  const counts = Map.groupBy(await countByRun(db, access.workspaceId, ids, access), (each) => each.run_id)
  const links = await countLinksByRun(db, access, ids)
  const undoers = await undoersOf(db, access.workspaceId, ids)
  const undos = rows.flatMap((row) => (row.kind === 'undo' ? [row.started_at] : []))
  const marked = await markedTimes(db, access.workspaceId, undos)
  const few = rows.filter((row) => sum(counts.get(row.id) ?? [], () => true) <= fewMax).map((row) => row.id)
  const told = Map.groupBy(await operationsOfRuns(db, access, few), (each) => each.run_id)
  return rows.map((row) =>
    runView(row, viewer, {
      seesAll: access.viewerId === null,
      counts: counts.get(row.id) ?? [],
      linked: links.get(row.id) ?? 0,
      undoneBy: undoers.get(row.id) ?? null,
      few: told.get(row.id) ?? [],
      leftOut: row.kind === 'undo' && marked.has(row.started_at.getTime()),
    }),
  )
}

const kindsOf = (kind: Run['kind']): readonly string[] => (kind === 'undo' ? redoableKinds : undoableKinds)

interface Known {
  /** Otherwise it is told by the part that is theirs to see. */
  readonly seesAll: boolean
  /** It is an undo, and what it left out still is. */
  readonly leftOut: boolean
  readonly counts: readonly RunCount[]
  readonly linked: number
  readonly undoneBy: string | null
  readonly few: readonly NamedOperation[]
}

function runView(row: Run, viewer: string, known: Known): ActivityRun {
  const { counts } = known
  const person = row.approved_by ?? row.requested_by
  const left = sum(
    counts.filter((each) => each.state === 'done' && kindsOf(row.kind).includes(each.kind)),
    () => true,
  )
  const undone = counts.reduce((total, each) => total + each.undone, 0)
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    by: person === null ? 'By itself' : person === viewer ? 'You' : person,
    words: runWords(row, known),
    counts: {
      done: sum(counts, (each) => each.state === 'done'),
      failed: sum(counts, (each) => each.state === 'failed'),
      leftOut: sum(counts, (each) => each.state === 'skipped'),
      waiting: sum(counts, (each) => each.state === 'planned' || each.state === 'sent'),
    },
    undoable: known.seesAll && row.state === 'done' && (left > undone || known.leftOut),
    undoes: row.undoes,
    undoneBy: known.undoneBy,
  }
}

const sum = (counts: readonly RunCount[], which: (each: RunCount) => boolean): number =>
  counts.filter(which).reduce((total, each) => total + each.count, 0)

function runWords(row: Run, { counts, linked, few, seesAll }: Known): string {
  if (row.state === 'held') return seesAll && row.held !== null ? row.held : 'It waits for approval.'
  const [first, ...others] = few
  if (first && others.every((each) => recordOf(each).name === recordOf(first).name)) {
    const sentences = few.map((each) => operationWords(each, row.kind === 'undo'))
    return `${recordOf(first).name}: ${listed(sentences.map((each, n) => (n === 0 ? each : lower(each))))}`
  }
  const did = (...kinds: string[]) =>
    sum(counts, (each) => each.state === 'done' && kinds.includes(each.kind))
  const undo = row.kind === 'undo'
  const parts = [
    part(linked, 'linked %', 'customer'),
    part(did('capsule.party.create'), 'created % in Capsule', 'customer'),
    part(did('xero.contact.create'), 'created % in Xero', 'contact'),
    part(did('xero.contact.update'), undo ? 'put back % in Xero' : 'updated % in Xero', 'contact'),
    part(did('capsule.party.update'), undo ? 'put back % in Capsule' : 'updated % in Capsule', 'record'),
    part(did('capsule.party.delete'), 'deleted % in Capsule', 'record'),
    part(
      did(factKind.facts),
      undo ? 'put figures back on % in Capsule' : 'wrote figures on % in Capsule',
      'record',
    ),
    part(did(factKind.task), 'made % in Capsule', 'task'),
    part(did(factKind.complete), 'closed % in Capsule', 'task'),
    part(did(factKind.remove), 'deleted % in Capsule', 'task'),
    part(did(factKind.reopen), 'opened % again in Capsule', 'task'),
    part(did(factKind.note), 'wrote % in Capsule', 'note'),
    part(did('xero.contact.note'), 'noted the link on % in Xero', 'contact'),
    part(did('xero.contact.archive'), 'archived % in Xero', 'contact'),
    part(did('capsule.party.unreference', 'xero.contact.unreference'), 'took off %', 'reference'),
  ].filter((each) => each !== null)
  const references = did('capsule.party.reference', 'xero.contact.reference')
  if (parts.length === 0 && references > 0) return `Wrote ${counted(references, 'reference')}`
  if (parts.length > 0) return capital(listed(parts))
  const failed = sum(counts, (each) => each.state === 'failed')
  if (failed > 0) return `Could not write ${counted(failed, 'record')}`
  const waiting = sum(counts, (each) => each.state === 'planned' || each.state === 'sent')
  if (waiting > 0) return `Writing ${counted(waiting, 'change')}`
  return undo ? 'Included again what an undo had left out' : 'Nothing had to be written'
}

const part = (n: number, words: string, noun: string): string | null =>
  n === 0 ? null : words.replace('%', counted(n, noun))

function operationView(row: NamedOperation, run: Run): ActivityOperation {
  const waiting = row.state === 'planned' || row.state === 'sent'
  const undone = row.state === 'done' && row.undone_by !== null
  return {
    id: row.id,
    at: (row.ended_at ?? row.sent_at)?.toISOString() ?? null,
    side: row.side,
    ...recordOf(row),
    words: operationWords(row, run.kind === 'undo'),
    changes: [
      ...changesOf(row).map(({ label, before, after }) => ({ label, before, after })),
      ...factChanges(row),
    ],
    state: waiting
      ? 'waiting'
      : undone
        ? 'undone'
        : row.state === 'failed'
          ? 'failed'
          : row.state === 'skipped'
            ? 'left_out'
            : 'done',
    note: row.error === null ? null : `${row.error.message} ${row.error.next}`,
    undoable: row.state === 'done' && !undone && run.state === 'done' && kindsOf(run.kind).includes(row.kind),
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
