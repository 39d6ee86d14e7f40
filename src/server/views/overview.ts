import type { z } from 'zod'
import type { Overview } from '#api/overview.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import type { Access } from '#db/access.ts'
import { listConnections } from '#db/connections.ts'
import type { Db } from '#db/open.ts'
import { openConnectionProblems } from '#db/problems.ts'
import { countContactRows } from '#db/read-contacts.ts'
import {
  lastChangeAt,
  mostOverdue,
  namesOfContacts,
  namesOfParties,
  owedByCurrency,
  recentAudit,
} from '#db/read-overview.ts'
import { countHeldRuns } from '#db/read-reviews.ts'
import { applyingRun, isLive, latestRun } from '#db/runs.ts'
import { proofView, readingView } from './proof.ts'
import { auditWords, countedWords } from './words.ts'

type OverviewView = z.infer<typeof Overview>

const owingMax = 5
const recentMax = 12
/** A first import writes hundreds of entries of a kind; they are told as one. */
const recentRead = 1_000

export async function overviewView(db: Db, access: Access): Promise<OverviewView> {
  const { workspaceId } = access
  const seesAll = access.viewerId === null
  const counts = await countContactRows(db, access, { q: undefined, owing: undefined })
  const tiles = {
    inStep: counts.get('linked') ?? 0,
    waiting: counts.get('waiting') ?? 0,
    review: (counts.get('review') ?? 0) + (seesAll ? await countHeldRuns(db, workspaceId) : 0),
    failed: counts.get('failed') ?? 0,
    capsuleOnly: counts.get('capsule_only') ?? 0,
    xeroOnly: counts.get('xero_only') ?? 0,
  }
  const groups = inGroups(await recentAudit(db, access, recentRead)).slice(0, recentMax)
  const audit = groups.map((group) => group.newest)
  const ids = (kind: string) => [
    ...new Set(
      audit.flatMap(({ subject }) =>
        subject?.startsWith(`${kind}:`) ? [subject.slice(kind.length + 1)] : [],
      ),
    ),
  ]
  const contacts = await namesOfContacts(db, workspaceId, ids('contact'))
  const parties = await namesOfParties(db, workspaceId, ids('party').map(Number))
  const owing = await mostOverdue(db, access, owingMax)
  return {
    ...(await sentence(db, workspaceId, tiles, seesAll)),
    lastChangeAt: (await lastChangeAt(db, access))?.toISOString() ?? null,
    tiles,
    outstanding: access.amounts ? await owedByCurrency(db, access, 'outstanding') : null,
    overdue: access.amounts ? await owedByCurrency(db, access, 'overdue') : null,
    owing: owing.flatMap((row) => {
      const [overdue] = row.overdue
      const outstanding = row.outstanding.find((m) => m.currency === overdue?.currency)
      if (!overdue || !outstanding) return []
      return [
        {
          href: `/contacts/${row.key}`,
          name: row.name,
          outstanding: access.amounts ? outstanding : null,
          overdue: access.amounts ? overdue : null,
          daysLate: row.days_late,
        },
      ]
    }),
    proof: seesAll ? await proofView(db, workspaceId) : null,
    reading: seesAll ? await readingView(db, workspaceId) : null,
    recent: groups.map(({ newest: entry, count }) => {
      const [kind, id = ''] = entry.subject?.split(':') ?? []
      const about = {
        contact: { name: contacts.get(id), href: `/contacts/x${id}` },
        party: { name: parties.get(Number(id)), href: `/contacts/p${id}` },
        run: { name: undefined, href: `/activity/${id}` },
      }[kind ?? '']
      const together = count > 1 ? countedWords(entry, count) : null
      const words = together ?? auditWords(entry, seesAll)
      return {
        at: entry.at.toISOString(),
        side: sideOf(entry.action),
        words: about?.name && !together ? `${about.name}: ${words}` : words,
        href: about && !together ? about.href : null,
      }
    }),
  }
}

const sideOf = (action: string) =>
  action.startsWith('xero.') ? ('xero' as const) : action.startsWith('capsule.') ? ('capsule' as const) : null

type Entry = Awaited<ReturnType<typeof recentAudit>>[number]

/** Neighbours of one kind by one actor, told together where the kind allows it. */
function inGroups(entries: readonly Entry[]): { newest: Entry; count: number }[] {
  const groups: { newest: Entry; count: number }[] = []
  for (const entry of entries) {
    const last = groups.at(-1)
    const same = last?.newest.action === entry.action && last.newest.actor === entry.actor
    if (last && same && countedWords(entry, 2) !== null) last.count++
    else groups.push({ newest: entry, count: 1 })
  }
  return groups
}

async function sentence(
  db: Db,
  workspaceId: WorkspaceId,
  tiles: OverviewView['tiles'],
  seesAll: boolean,
): Promise<Pick<OverviewView, 'sentence' | 'tone'>> {
  const connections = await listConnections(db, workspaceId)
  const lost = connections.find((c) => c.state === 'lost')
  if (lost)
    return {
      sentence: `${lost.side === 'capsule' ? 'Capsule' : 'Xero'} needs to be reconnected.`,
      tone: 'problem',
    }
  const connected = connections.filter((c) => c.state === 'connected')
  const isThere = (side: 'capsule' | 'xero') => connected.some((c) => c.side === side)
  if (!isThere('capsule') || !isThere('xero')) {
    const missing = isThere('capsule') ? 'Xero' : 'Capsule'
    return { sentence: `Connect ${missing} to see both worlds side by side.`, tone: 'setup' }
  }
  const xeros = connected.filter((c) => c.side === 'xero')
  for (const { id, organisationName } of seesAll ? xeros : []) {
    const comparison = await latestRun(db, workspaceId, 'comparison', id)
    const isOnly = xeros.length === 1
    if (comparison?.state === 'reading')
      return {
        sentence: isOnly
          ? 'Reading both sides. Nothing is being written.'
          : `Reading ${organisationName}. Nothing is written to it.`,
        tone: 'working',
      }
    if (comparison?.state === 'planned')
      return {
        sentence: isOnly
          ? 'The comparison is ready. Nothing is written until you start.'
          : `The comparison with ${organisationName} is ready. Nothing is written to it until you start.`,
        // What is in step already goes on, and is shown.
        tone: (await isLive(db, workspaceId)) && !isOnly ? 'needs_you' : 'setup',
      }
  }
  const held = (await openConnectionProblems(db, workspaceId)).find(({ kind }) => !lostKinds.includes(kind))
  if (held) return heldSentence(held)
  const applying = await applyingRun(db, workspaceId)
  if (applying && tiles.waiting > 0)
    return { sentence: `Writing: ${count(tiles.waiting, 'record')} to go.`, tone: 'working' }
  const needs = tiles.review + tiles.failed
  if (needs > 0)
    return { sentence: `${count(needs, 'record')} ${needs === 1 ? 'needs' : 'need'} you.`, tone: 'needs_you' }
  return { sentence: 'Everything is in step.', tone: 'calm' }
}

/** Faults that end with the connection: they are told as long as it is lost, and are over once it is back. */
const lostKinds: readonly string[] = ['auth', 'scope', 'forbidden']

/** One side cannot go on: what changed meanwhile is not known yet, or not written. */
function heldSentence({
  side,
  kind,
  next_at,
}: Awaited<ReturnType<typeof openConnectionProblems>>[number]): Pick<OverviewView, 'sentence' | 'tone'> {
  const name = side === 'capsule' ? 'Capsule' : 'Xero'
  if (next_at === null)
    return { sentence: `Work with ${name} has stopped. The page Problems says why.`, tone: 'problem' }
  const why =
    kind === 'limited' ? `The calls ${name} allows are used up for now.` : `${name} does not answer for now.`
  return { sentence: `${why} Changes wait, and follow by themselves.`, tone: 'working' }
}

const count = (n: number, noun: string) => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`
