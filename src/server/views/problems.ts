import type { z } from 'zod'
import type { Problem, ProblemDetail, ProblemRecord, Problems } from '#api/problems.ts'
import { partyUrl } from '#capsule/site.ts'
import { xeroContactId } from '#core/model/ids.ts'
import { fieldsWords } from '#core/problem/cause.ts'
import { redacted, redactedText } from '#core/problem/redact.ts'
import type { Access } from '#db/access.ts'
import {
  attemptsOn,
  countProblems,
  listProblems,
  namesOfViewers,
  type ProblemOperation,
  readProblem,
  recordsOfProblem,
  type ShownProblem,
} from '#db/read-problems.ts'
import type { ProblemTable } from '#db/tables.ts'
import type { Engine } from '#sync/engine.ts'
import { contactUrl } from '#xero/links.ts'
import { changesOf, operationWords, recordOf } from './operation-words.ts'
import { type Sides, sidesOf } from './sides.ts'

const problemsMax = 200
const recordsMax = 100
const attemptsMax = 20

export async function problemsView(
  engine: Engine,
  access: Access,
  state: ProblemTable['state'],
): Promise<z.infer<typeof Problems>> {
  const counts = await countProblems(engine.db, access)
  const rows = await listProblems(engine.db, access, state, problemsMax)
  return {
    problems: rows.map(problemView),
    counts: {
      open: counts.get('open') ?? 0,
      scheduled: counts.get('scheduled') ?? 0,
      resolved: counts.get('resolved') ?? 0,
      ignored: counts.get('ignored') ?? 0,
    },
  }
}

function problemView(row: ShownProblem): Problem {
  return {
    id: row.id,
    state: row.state,
    side: row.side,
    source: row.source,
    title: row.title,
    fix: row.fix,
    field: row.fields.length === 0 ? null : fieldsWords(row.fields),
    count: Number(row.count),
    firstAt: row.first_at.toISOString(),
    lastAt: row.last_at.toISOString(),
    nextAt: row.next_at?.toISOString() ?? null,
    tries: row.tries,
    assignedTo: row.assigned_to,
    closed:
      row.closed_at === null || row.closed_how === null
        ? null
        : { at: row.closed_at.toISOString(), by: row.closed_by, how: row.closed_how },
  }
}

/** Null when there is no such problem, or nothing of it may be seen. */
export async function problemDetailView(
  engine: Engine,
  access: Access,
  id: string,
): Promise<z.infer<typeof ProblemDetail> | null> {
  const row = await readProblem(engine.db, access, id)
  if (!row) return null
  const rows = await recordsOfProblem(engine.db, access, id, recordsMax)
  const sides = await sidesOf(engine, access.workspaceId)
  const records = await Promise.all(rows.map((each) => recordView(engine, access, sides, each)))
  const open = row.state === 'open' || row.state === 'scheduled'
  const openListed = records.filter((each) => each.state === 'open').length
  return {
    problem: problemView(row),
    explanation: explanationOf(row),
    records,
    more: Math.max(0, Number(row.count) - records.filter((each) => each.state !== 'resolved').length),
    can: {
      retry: row.state !== 'resolved' && (row.source === 'connection' || openListed > 0),
      sendWithout:
        row.state !== 'resolved' &&
        openListed > 0 &&
        row.fields.length > 0 &&
        rows.some((each) => each.record_state === 'open' && each.kind.endsWith('.update')),
      ignore: open,
      reopen: row.state === 'ignored',
    },
    people: await namesOfViewers(engine.db, access.workspaceId),
  }
}

const names = { capsule: 'Capsule', xero: 'Xero' } as const

function explanationOf(row: ShownProblem): string {
  const name = names[row.side]
  if (row.source === 'connection') return row.message
  switch (row.kind) {
    case 'invalid':
      return `${name} did not take what Counterpart sent. Nothing of these records was changed there by this write, and everything else goes on.`
    case 'missing':
      return `The record is not there in ${name} any more, or this connection may not see it.`
    case 'clash':
      return `Somebody else wrote to the same record in ${name} at that moment, or another record has the same name or number.`
    default:
      return row.message
  }
}

async function recordView(
  engine: Engine,
  access: Access,
  sides: Sides,
  row: ProblemOperation,
): Promise<ProblemRecord> {
  const attempts = await attemptsOn(
    engine.db,
    access,
    { contactId: row.contact_id, partyId: row.party_id, kind: row.kind },
    attemptsMax,
  )
  return {
    operationId: row.id,
    ...recordOf(row),
    editUrl: editUrlOf(sides, row),
    words: operationWords({ ...row, state: 'failed' }, false),
    changes: changesOf(row).map(({ label, before, after }) => ({ label, before, after })),
    at: row.failed_at.toISOString(),
    state: row.record_state === 'resolved' ? 'resolved' : row.state === 'failed' ? 'open' : 'trying',
    how: row.how,
    message: row.error?.message ?? 'The write failed.',
    request: JSON.stringify(requestOf(row), null, 2),
    response: JSON.stringify(responseOf(row), null, 2),
    attempts: attempts.map((each) => ({
      at: (each.ended_at ?? each.sent_at ?? each.started_at).toISOString(),
      words:
        each.state === 'done'
          ? 'Written.'
          : each.error !== null
            ? each.error.message
            : each.state === 'skipped'
              ? 'Replaced by a later try.'
              : 'On its way.',
      outcome:
        each.state === 'done'
          ? 'done'
          : each.state === 'planned' || each.state === 'sent'
            ? 'waiting'
            : each.error === null || each.error.kind === 'changed' || each.error.kind === 'gone'
              ? 'left_out'
              : 'failed',
    })),
  }
}

/** The side the value comes from is where it is corrected. */
function editUrlOf({ capsule, xero, xeroAppUrl }: Sides, row: ProblemOperation): string | null {
  if (row.side === 'xero')
    return capsule && row.known_party !== null ? partyUrl(capsule.details.siteUrl, row.known_party) : null
  if (!xero || row.contact_id === null) return null
  const place = { appUrl: xeroAppUrl, shortCode: xero.details.shortCode }
  return contactUrl(place, xeroContactId(row.contact_id))
}

function requestOf(row: ProblemOperation): unknown {
  return redacted({
    to: names[row.side],
    write: row.kind,
    idempotencyKey: row.idempotency_key,
    values: row.after,
  })
}

function responseOf(row: ProblemOperation): unknown {
  const { error } = row
  return {
    ...(error?.status === undefined ? {} : { status: error.status }),
    ...(error?.code === undefined ? {} : { code: error.code }),
    ...(error?.requestId === undefined ? {} : { requestId: error.requestId }),
    messages: (error?.details ?? [{ message: error?.message ?? '' }]).map((detail) => ({
      ...detail,
      message: redactedText(detail.message),
    })),
  }
}
