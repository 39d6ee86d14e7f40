import type { Selectable } from 'kysely'
import type {
  ApprovalReview,
  ConflictReview,
  MatchReview,
  MergeReview,
  Review,
  ReviewKind,
  Reviews,
} from '#api/reviews.ts'
import { partyUrl } from '#capsule/site.ts'
import type { FieldKey } from '#core/field/field.ts'
import type { XeroContact } from '#core/model/contact.ts'
import { xeroContactId } from '#core/model/ids.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import type { Access } from '#db/access.ts'
import type { Db } from '#db/open.ts'
import { countByRun, type RunCount } from '#db/read-activity.ts'
import { partiesSeen, withHiddenPeople } from '#db/read-contacts.ts'
import { countGroupCalls, type GroupCalls } from '#db/read-plan.ts'
import {
  agreedTimes,
  connectionsOfContacts,
  contactsByIds,
  countReviewsByKind,
  listReviews,
  partiesByIds,
  requestersOf,
  visibleReviewsOfKind,
} from '#db/read-reviews.ts'
import { type CurrentRules, loadRules } from '#db/rules.ts'
import type { ReviewTable } from '#db/tables.ts'
import type { Engine, WorkspaceId } from '#sync/engine.ts'
import {
  ApprovalDetails,
  ConflictDetails,
  isRunApproval,
  MergeDetails,
  RunApprovalDetails,
} from '#sync/review-details.ts'
import { contactUrl } from '#xero/links.ts'
import { type Card, contactCard, partyCard } from './cards.ts'
import { counted, fieldLabel, fieldList, fieldWords, sideName } from './field-words.ts'
import { organisationName, type Sides, sidesOf, xeroOf } from './sides.ts'

type Row = Selectable<ReviewTable> & { readonly outstanding: Card['outstanding'] | null }

const reviewsMax = 200

/** What the questions of a page are about. */
interface Known {
  readonly sides: Sides
  readonly rules: CurrentRules
  readonly parties: ReadonlyMap<number, CapsuleParty>
  readonly contacts: ReadonlyMap<string, XeroContact>
  /** Of the parties those whose people may not all be seen, and those that may be. */
  readonly hidesPeople: ReadonlySet<number>
  readonly seen: ReadonlySet<number>
  /** The connection of each contact's organisation. */
  readonly organisations: ReadonlyMap<string, string>
  /** When each field of a contact's link was last settled. */
  readonly agreed: ReadonlyMap<string, ReadonlyMap<FieldKey, string>>
  /** Open conflicts per field. */
  readonly conflicts: ReadonlyMap<FieldKey, number>
  readonly requesters: ReadonlyMap<string, string>
  /** Writes of each run that waits, by side. */
  readonly writes: ReadonlyMap<string, Writes>
  /** Who looks. */
  readonly viewer: string
}

export async function reviewsView(
  engine: Engine,
  access: Access,
  viewer: string,
  kind: ReviewKind | undefined,
): Promise<Reviews> {
  const { db } = engine
  const { workspaceId } = access
  const rows = await listReviews(db, access, kind, reviewsMax)
  const byKind = await countReviewsByKind(db, access)
  const known = await knownOf(engine, workspaceId, viewer, rows, access)
  return {
    reviews: rows.flatMap((row) => view(row, known) ?? []),
    total: Object.values(byKind).reduce((sum, n) => sum + n, 0),
    byKind,
  }
}

async function knownOf(
  engine: Engine,
  workspaceId: WorkspaceId,
  viewer: string,
  rows: readonly Row[],
  access: Access,
): Promise<Known> {
  const { db } = engine
  const partyIds = rows.flatMap((row) => [
    ...(row.party_id === null ? [] : [row.party_id]),
    ...row.candidates.map((candidate) => candidate.partyId),
    ...mergedIds(row, 'capsule').map(Number),
  ])
  const contactIds = rows.flatMap((row) => [
    ...(row.contact_id === null ? [] : [row.contact_id]),
    ...mergedIds(row, 'xero'),
  ])
  const runIds = rows.flatMap((row) => (row.kind === 'approval' && row.run_id ? [row.run_id] : []))
  const parties = await partiesByIds(db, workspaceId, partyIds)
  const employers = [...parties.values()].flatMap(({ organisation }) => organisation?.id ?? [])
  return {
    sides: await sidesOf(engine, workspaceId),
    rules: await loadRules(db, workspaceId),
    parties,
    hidesPeople: await withHiddenPeople(db, access, partyIds),
    seen: await partiesSeen(db, access, employers),
    contacts: await contactsByIds(db, workspaceId, contactIds),
    organisations: await connectionsOfContacts(db, workspaceId, contactIds),
    agreed: await agreedTimes(db, workspaceId, contactIds),
    conflicts: rows.some((row) => row.kind === 'conflict') ? await conflictsPerField(db, access) : new Map(),
    requesters: await requestersOf(db, workspaceId, runIds),
    writes: writesOf(await countByRun(db, workspaceId, runIds), await groupCallsOf(db, runIds)),
    viewer,
  }
}

/** Xero takes this many contacts in one call. @source reference/xero.md §3 */
const contactsPerCall = 50

/** Writes of a run by how many go into a call: `single` ones to Xero cannot share one. */
interface Writes {
  capsule: number
  xero: number
  single: number
}

function writesOf(
  counts: readonly RunCount[],
  groups: ReadonlyMap<string, GroupCalls>,
): ReadonlyMap<string, Writes> {
  const writes = new Map<string, Writes>()
  for (const { run_id, kind, state, count } of counts) {
    if (state !== 'planned') continue
    const { calls, alone } = groups.get(run_id) ?? { calls: 0, alone: 0 }
    const run = writes.get(run_id) ?? { capsule: 0, xero: -alone, single: calls }
    const isNote = kind === 'xero.contact.note'
    run[isNote ? 'single' : kind.startsWith('xero.') ? 'xero' : 'capsule'] += count
    writes.set(run_id, run)
  }
  return writes
}

async function groupCallsOf(db: Db, runIds: readonly string[]): Promise<Map<string, GroupCalls>> {
  const calls = new Map<string, GroupCalls>()
  for (const id of new Set(runIds)) calls.set(id, await countGroupCalls(db, id, contactsPerCall))
  return calls
}

function mergedIds(row: Row, side: 'capsule' | 'xero'): string[] {
  if (row.kind !== 'merge') return []
  const details = MergeDetails.parse(row.details)
  return details.side === side ? [details.winner, details.loser] : []
}

async function conflictsPerField(db: Db, access: Access): Promise<Map<FieldKey, number>> {
  const counts = new Map<FieldKey, number>()
  for (const row of await visibleReviewsOfKind(db, access, 'conflict'))
    for (const { field } of ConflictDetails.parse(row.details).fields)
      counts.set(field, (counts.get(field) ?? 0) + 1)
  return counts
}

/** Null when a record it is about is not known any more: the next plan closes it. */
function view(row: Row, known: Known): Review | null {
  switch (row.kind) {
    case 'match':
      return matchView(row, known)
    case 'conflict':
      return conflictView(row, known)
    case 'approval':
      return isRunApproval(row.key) ? runView(row, known) : approvalView(row, known)
    case 'merge':
      return mergeView(row, known)
  }
}

const head = (row: Row, href: string, title: string) => ({
  id: row.id,
  createdAt: row.created_at.toISOString(),
  risk: row.risk,
  why: row.why,
  href,
  title,
})

function matchView(row: Row, known: Known): MatchReview | null {
  const { contacts, parties, rules } = known
  const contact = contacts.get(row.contact_id ?? '')
  if (!contact) return null
  return {
    ...head(row, `/contacts/x${contact.id}`, contact.name),
    kind: 'match',
    subject: cardOf(contact, row.outstanding ?? [], known),
    candidates: row.candidates.flatMap(({ partyId, score, reasons }) => {
      const party = parties.get(partyId)
      if (!party) return []
      return [
        {
          record: partyCard(party),
          score,
          reasons: reasons.map(({ words, agrees }) => ({ words, agrees })),
          consequences: linkingWords(party.name, contact.name, rules),
        },
      ]
    }),
    otherwise: `Counterpart remembers that they are different. ${alone[rules.rules.createParties](contact.name)}`,
  }
}

function linkingWords(party: string, contact: string, { rules }: CurrentRules): string[] {
  return [
    `The invoices of ${contact} show on ${party}.`,
    'Each record gets the reference of the other, so that the link is found again whatever happens.',
    rules.firstDifference === 'leave'
      ? 'Values that differ now stay as they are and are shown; later edits are copied by your rules.'
      : 'Values that differ are settled by your rules, or asked about.',
  ]
}

/** What becomes of a contact that nobody in Capsule stands for. */
const alone: Readonly<Record<CurrentRules['rules']['createParties'], (name: string) => string>> = {
  with_documents: (name) => `${name} is created in Capsule if it has an invoice or a bill.`,
  all: (name) => `${name} is created in Capsule.`,
  customers: (name) => `${name} is created in Capsule if it is a customer.`,
  suppliers: (name) => `${name} is created in Capsule if it is a supplier.`,
  none: (name) => `${name} stays in Xero only.`,
}

function conflictView(row: Row, known: Known): ConflictReview | null {
  const pair = pairOf(row, known)
  if (!pair) return null
  const { party, contact } = pair
  const agreed = known.agreed.get(contact.id)
  return {
    ...head(row, `/contacts/p${party.id}`, party.name),
    kind: 'conflict',
    capsule: cardOfParty(party, known),
    xero: cardOf(contact, row.outstanding ?? [], known, party),
    fields: ConflictDetails.parse(row.details).fields.map(({ field, base, capsule, xero, winners, why }) => ({
      field,
      label: fieldLabel(field),
      why,
      agreed: base && base.capsule === base.xero ? fieldWords(field, base.capsule) : null,
      agreedAt: base ? (agreed?.get(field) ?? null) : null,
      capsule: { value: fieldWords(field, capsule), changedAt: party.updatedAt },
      xero: { value: fieldWords(field, xero), changedAt: contact.updatedAt },
      winners,
      others: Math.max(0, (known.conflicts.get(field) ?? 0) - 1),
    })),
  }
}

function pairOf(row: Row, { parties, contacts }: Known) {
  const party = parties.get(row.party_id ?? 0)
  const contact = contacts.get(row.contact_id ?? '')
  return party && contact ? { party, contact } : null
}

function approvalView(row: Row, known: Known): ApprovalReview | null {
  const pair = pairOf(row, known)
  if (!pair) return null
  const { party, contact } = pair
  const { operation } = ApprovalDetails.parse(row.details)
  const fields = operation.changes.map((change) => change.field)
  const side = operation.kind.startsWith('xero.') ? 'xero' : 'capsule'
  const archiving = operation.kind === 'xero.contact.archive'
  const requestedBy = row.run_id === null ? null : (known.requesters.get(row.run_id) ?? null)
  return {
    ...head(row, `/contacts/p${party.id}`, party.name),
    kind: 'approval',
    capsule: cardOfParty(party, known),
    xero: cardOf(contact, row.outstanding ?? [], known, party),
    side,
    what: archiving
      ? `${contact.name} is archived in Xero.`
      : `${capital(fieldList(fields))} of ${side === 'xero' ? contact.name : party.name} ${fields.length === 1 ? 'is' : 'are'} written to ${sideName(side)}.`,
    changes: operation.changes.map(({ field, before, after }) => ({
      label: fieldLabel(field),
      before: fieldWords(field, before),
      after: fieldWords(field, after),
    })),
    consequences: archiving
      ? ['Its invoices stay. Xero lets no program restore an archived contact; a person can, in Xero.']
      : [
          ...(fields.includes('name') && side === 'xero'
            ? ['The name on invoices that are sent from now on changes with it.']
            : []),
          ...operation.changes.flatMap(({ lost }) => (lost === null ? [] : [lost])),
        ],
    calls: 1,
    requestedBy,
    mayApprove: requestedBy === null || requestedBy !== known.viewer,
    always: archiving ? [] : [...new Set(fields)].map(fieldLabel),
    run: null,
  }
}

function runView(row: Row, known: Known): ApprovalReview | null {
  if (row.run_id === null) return null
  const { records, document } = RunApprovalDetails.parse(row.details)
  const writes = known.writes.get(row.run_id) ?? { capsule: 0, xero: 0, single: 0 }
  const requestedBy = known.requesters.get(row.run_id) ?? null
  return {
    ...head(row, `/activity/${row.run_id}`, document?.title ?? `A run over ${counted(records, 'record')}`),
    kind: 'approval',
    capsule: null,
    xero: null,
    side: 'xero',
    what: document
      ? row.why
      : `${counted(records, 'record')} ${records === 1 ? 'is' : 'are'} written in one go.`,
    changes: (document?.lines ?? []).map(({ label, value }) => ({ label, before: null, after: value })),
    consequences: [
      document
        ? 'Refusing makes nothing of this opportunity; a person may have it made later on the Deals page.'
        : 'Refusing writes nothing. What was planned is not planned again as it is.',
    ],
    calls: writes.capsule + Math.ceil(writes.xero / contactsPerCall) + writes.single,
    requestedBy,
    mayApprove: requestedBy === null || requestedBy !== known.viewer,
    always: [],
    run: { id: row.run_id, records },
  }
}

/** An organisation that is not theirs to see is not named. */
const cardOfParty = (party: CapsuleParty, { seen }: Known): Card =>
  partyCard(party.organisation && !seen.has(party.organisation.id) ? { ...party, organisation: null } : party)

/**
 * A contact names its organisation where there are several.
 *
 * @param party the one it is linked with, whose people the contact may speak of
 */
function cardOf(
  contact: XeroContact,
  outstanding: Card['outstanding'],
  known: Known,
  party?: CapsuleParty,
): Card {
  const organisation = organisationName(known.sides, known.organisations.get(contact.id))
  const hides = party !== undefined && known.hidesPeople.has(party.id)
  const shown = hides ? { ...contact, firstName: null, lastName: null, email: null } : contact
  return { ...contactCard(shown, outstanding), ...(organisation === null ? {} : { organisation }) }
}

function mergeView(row: Row, known: Known): MergeReview | null {
  const { side, winner, loser } = MergeDetails.parse(row.details)
  const card = (id: string): Card | null => {
    const party = side === 'capsule' ? known.parties.get(Number(id)) : undefined
    const contact = side === 'xero' ? known.contacts.get(id) : undefined
    return party ? partyCard(party) : contact ? cardOf(contact, [], known) : null
  }
  const into = card(winner)
  const from = card(loser)
  if (!into || !from) return null
  const xero = xeroOf(known.sides, known.organisations.get(row.contact_id ?? ''))
  const appUrl = { appUrl: known.sides.xeroAppUrl, shortCode: xero?.details.shortCode ?? '' }
  return {
    ...head(row, into.href, into.name),
    kind: 'merge',
    side,
    winner: into,
    loser: from,
    steps:
      side === 'capsule'
        ? [
            `Open ${from.name} in Capsule.`,
            `Merge it there, with ${into.name} as the record to keep.`,
            'Come back: Counterpart notices the merge by itself.',
          ]
        : [
            `Open ${from.name} in Xero.`,
            `Merge it there, with ${into.name} as the contact to keep. Its invoices move to that one.`,
            'Come back: Counterpart notices the merge by itself.',
          ],
    url:
      side === 'capsule'
        ? partyUrl(known.sides.capsule?.details.siteUrl ?? '', Number(loser))
        : contactUrl(appUrl, xeroContactId(loser)),
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
