import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { PairSample, PlanSummary, Run } from '#api/runs.ts'
import { type DayBudget, fillMs } from '#core/budget/fill.ts'
import { workspaceId as toWorkspaceId } from '#core/model/ids.ts'
import { XERO_PACE } from '#core/remote/governor.ts'
import { seesAll } from '#db/access.ts'
import { listConnections, listXeroConnections } from '#db/connections.ts'
import type { Db } from '#db/open.ts'
import { mostOverdue } from '#db/read-overview.ts'
import {
  countGroupCalls,
  countMirrors,
  countOpenReviews,
  countOperations,
  countRunLinks,
  failedOperations,
  listOpenReviews,
  outstandingOf,
  type PairRow,
  partiesById,
  samplePairs,
} from '#db/read-plan.ts'
import type { RunStep, RunTable } from '#db/tables.ts'
import type { PlanOutline } from '#sync/planning.ts'
import { contactCard, partyCard } from './cards.ts'

export type RunView = z.infer<typeof Run>
type RunRow = Selectable<RunTable>

const samplesMax = 8
/** Xero takes this many contacts in one call. @source reference/xero.md §3 */
const contactsPerCall = 50

const skippedWords: Readonly<Record<string, string>> = {
  archived: 'archived in Xero',
  merged: 'merged into another contact in Xero',
  no_documents: 'no invoice or bill yet, only drafts or nothing at all',
  rule: 'left out by a rule',
  unusable: 'without a usable name',
}

/** A run with its plan, as the comparison page shows it. */
export async function runView(db: Db, workspaceId: string, run: RunRow, nowMs: number): Promise<RunView> {
  const written = run.state === 'applying' || run.state === 'done'
  const xeros = await listXeroConnections(db, toWorkspaceId(workspaceId))
  const organisation = xeros.length < 2 ? undefined : xeros.find(({ id }) => id === run.connection_id)
  const failures = written ? await failedOperations(db, workspaceId, run.id, 100) : []
  const [owing] = run.state === 'done' ? await mostOverdue(db, seesAll(toWorkspaceId(workspaceId)), 1) : []
  return {
    id: run.id,
    kind: run.kind,
    organisation: organisation ? { id: organisation.id, name: organisation.organisationName } : null,
    state: run.state,
    startedAt: run.started_at.toISOString(),
    endedAt: run.ended_at?.toISOString() ?? null,
    requestedBy: run.requested_by,
    approvedBy: run.approved_by,
    steps: [...run.steps],
    progress: progressOf(run),
    secondsLeft: secondsLeft(run, nowMs),
    calls: run.calls,
    plan: run.state === 'planned' ? await planSummary(db, workspaceId, run, nowMs) : null,
    outcome: run.outcome,
    failures: failures.map((failure) => ({
      record: failure.name ?? 'A custom field in Capsule',
      href: failure.contact_id ? `/contacts/x${failure.contact_id}` : null,
      message: failure.error?.message ?? 'It was refused.',
      next: failure.error?.next ?? 'Try again.',
    })),
    error: run.error,
    showcase: owing?.key ?? null,
  }
}

const readingIds: readonly RunStep['id'][] = ['capsule_parties', 'xero_contacts', 'xero_documents', 'plan']

function activeSteps(run: RunRow): readonly RunStep[] {
  return run.state === 'reading'
    ? run.steps.filter((s) => readingIds.includes(s.id))
    : run.steps.filter((s) => !readingIds.includes(s.id))
}

/** Of the part under way: reading, or writing; null while nothing is known of its size. */
function progressOf(run: RunRow): number | null {
  if (run.state === 'planned' || run.state === 'done') return 1
  if (run.state !== 'reading' && run.state !== 'applying') return null
  const steps = activeSteps(run)
  if (run.state === 'applying') {
    const total = steps.reduce((sum, s) => sum + (s.total ?? 0), 0)
    return total === 0 ? 0 : Math.min(1, steps.reduce((sum, s) => sum + s.done, 0) / total)
  }
  const share = (s: RunStep) => (s.state === 'done' ? 1 : s.total ? Math.min(1, s.done / s.total) : 0)
  return steps.reduce((sum, s) => sum + share(s), 0) / Math.max(1, steps.length)
}

/** Calls still to make, at the pace the vendors' quotas allow. */
function secondsLeft(run: RunRow, nowMs: number): number | null {
  if (run.state === 'applying') {
    const left = (id: RunStep['id']) => {
      const step = run.steps.find((s) => s.id === id)
      return step?.total ? Math.max(0, step.total - step.done) : 0
    }
    return writeSeconds(left('capsule_writes'), Math.ceil(left('xero_writes') / 50))
  }
  if (run.state !== 'reading') return null
  const done = progressOf(run) ?? 0
  const spentSeconds = (nowMs - run.started_at.getTime()) / 1_000
  return done < 0.05 ? null : Math.max(1, Math.round((spentSeconds * (1 - done)) / done))
}

/** @source reference/capsule.md §3.10: 4,000 calls an hour; reference/xero.md §3: 60 a minute. Bursts go at network speed. */
function writeSeconds(capsuleCalls: number, xeroCalls: number, day: DayBudget | null = null): number {
  const capsule = capsuleCalls <= 3_500 ? capsuleCalls * 0.15 : capsuleCalls * 0.9
  const xero = Math.max(
    xeroCalls <= 50 ? xeroCalls * 0.5 : xeroCalls,
    fillMs(xeroCalls, day, XERO_PACE.perMinuteMax) / 1_000,
  )
  return Math.max(1, Math.ceil(Math.max(capsule, xero)))
}

/** What is left of the day's calls of the organisation a run is about. */
async function dayBudget(db: Db, workspaceId: string, run: RunRow, nowMs: number): Promise<DayBudget | null> {
  const connections = await listConnections(db, toWorkspaceId(workspaceId))
  const xeros = connections.filter((each) => each.side === 'xero')
  const usage = (xeros.find((each) => each.id === run.connection_id) ?? xeros[0])?.usage
  if (!usage || usage.left === null || usage.limit === null || !usage.resetAt || usage.resetAt <= nowMs)
    return null
  return { left: usage.left, limit: usage.limit, msLeft: usage.resetAt - nowMs }
}

async function planSummary(
  db: Db,
  workspaceId: string,
  run: RunRow,
  nowMs: number,
): Promise<z.infer<typeof PlanSummary>> {
  const outline = outlineOf(run)
  const [mirrors, links, reviewCount, operations] = await Promise.all([
    countMirrors(db, workspaceId, run.connection_id),
    countRunLinks(db, workspaceId, run.id),
    countOpenReviews(db, workspaceId, run.connection_id),
    countOperations(db, run.id),
  ])
  const count = (kind: string) =>
    operations.filter((o) => o.kind === kind).reduce((sum, o) => sum + o.count, 0)
  const capsuleCalls =
    count('capsule.field.create') + count('capsule.party.create') + count('capsule.party.reference')
  const xeroCalls =
    Math.ceil(count('xero.contact.reference') / contactsPerCall) +
    count('xero.contact.note') +
    (await countGroupCalls(db, run.id, contactsPerCall)).calls
  const skipped = Object.values(outline.skipped).reduce((sum, n) => sum + n, 0)
  const [link, nameOnly, created, reviews, capsuleOnly] = await Promise.all([
    samplePairs(db, workspaceId, run.id, 'certain', samplesMax),
    samplePairs(db, workspaceId, run.id, 'name_only', samplesMax),
    samplePairs(db, workspaceId, run.id, 'created', samplesMax),
    reviewSamples(db, workspaceId, run.connection_id, samplesMax),
    partiesById(db, workspaceId, outline.capsuleOnlySample.slice(0, samplesMax)),
  ])
  const owed = await outstandingOf(
    db,
    workspaceId,
    [...link, ...nameOnly, ...created].map((pair) => pair.contact.id),
  )
  const sample = (pair: PairRow): z.infer<typeof PairSample> => ({
    capsule: pair.party ? partyCard(pair.party) : null,
    xero: contactCard(pair.contact, owed.get(pair.contact.id) ?? []),
    score: pair.party ? pair.score : null,
    reasons: pair.reasons.map(({ words, agrees }) => ({ words, agrees })),
  })
  return {
    hash: run.plan_hash ?? '',
    counts: {
      ...mirrors,
      link: links.certain,
      nameOnly: links.nameOnly,
      create: links.created,
      review: reviewCount,
      capsuleOnly: outline.capsuleOnly,
      skipped,
    },
    skippedBy: Object.entries(outline.skipped).map(([reason, n]) => ({
      reason: skippedWords[reason] ?? reason,
      count: n,
    })),
    writes: {
      capsuleCalls,
      xeroCalls,
      seconds: writeSeconds(capsuleCalls, xeroCalls, await dayBudget(db, workspaceId, run, nowMs)),
    },
    samples: {
      link: link.map(sample),
      nameOnly: nameOnly.map(sample),
      create: created.map(sample),
      review: reviews,
      capsuleOnly: capsuleOnly.map(partyCard),
    },
  }
}

async function reviewSamples(
  db: Db,
  workspaceId: string,
  connectionId: string | null,
  limit: number,
): Promise<z.infer<typeof PairSample>[]> {
  const reviews = await listOpenReviews(db, workspaceId, connectionId, limit)
  const best = reviews.flatMap((review) =>
    review.candidates.slice(0, 1).map((candidate) => candidate.partyId),
  )
  const parties = new Map(
    (await partiesById(db, workspaceId, best)).map((party) => [Number(party.id), party]),
  )
  return reviews.map((review) => {
    const candidate = review.candidates[0]
    const party = candidate ? parties.get(candidate.partyId) : undefined
    return {
      capsule: party ? partyCard(party) : null,
      xero: contactCard(review.contact, review.outstanding ?? []),
      score: candidate?.score ?? null,
      reasons: [
        { words: review.why, agrees: false },
        ...(candidate?.reasons ?? []).map(({ words, agrees }) => ({ words, agrees })),
      ],
    }
  })
}

function outlineOf(run: RunRow): PlanOutline {
  return isOutline(run.plan) ? run.plan : { skipped: {}, capsuleOnly: 0, capsuleOnlySample: [] }
}

const isOutline = (value: unknown): value is PlanOutline =>
  typeof value === 'object' &&
  value !== null &&
  'skipped' in value &&
  'capsuleOnly' in value &&
  'capsuleOnlySample' in value
