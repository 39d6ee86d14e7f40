import { fieldOf } from '#core/field/fields.ts'
import { referenceValue } from '#core/match/facts.ts'
import { closeDecided, rejectPairs } from '#db/decided.ts'
import { excludedAmong, excludeRecords } from '#db/exclusions.ts'
import { jsonText } from '#db/json-text.ts'
import { insertOperations, type NewOperation } from '#db/operations.ts'
import { openReviewsOf } from '#db/read-reviews.ts'
import { closeReviews } from '#db/reviews.ts'
import { insertRun } from '#db/runs.ts'
import { linkByHand } from './decide-match.ts'
import { changed, conclude, notAllowed, notFound, type Refused, type Scope, xeroOf } from './deciding.ts'
import type { ActionDone } from './manual.ts'
import { stopWriting } from './manual-marks.ts'
import { loadLinkedPair, readings } from './pair.ts'
import { type CustomerRecord, findRecord, idsOf, refsOf } from './record.ts'
import { referencesOf } from './references.ts'
import { type Pick, resolveFields } from './resolving.ts'
import { ConflictDetails, isFieldKey } from './review-details.ts'

/**
 * Ends the link. Both records stay as they are; our references leave them, and both are left out until somebody
 * links or includes them again, so that neither is linked or created anew by itself.
 */
export async function unlink(scope: Scope, record: CustomerRecord): Promise<ActionDone | Refused> {
  const { party, contact, link } = record
  if (!link || !contact) return notAllowed('This record is not linked.')
  const { tx, workspaceId } = scope
  await stopWriting(scope, record, 'The records were unlinked.')
  await tx.deleteFrom('link').where('workspace_id', '=', workspaceId).where('id', '=', link.id).execute()
  if (link.party_id !== null)
    await rejectPairs(tx, scope, [{ partyId: link.party_id, contactId: contact.id }])
  // In other organisations the party goes on as before.
  const mark = record.others.length > 0 ? { connectionId: link.connection_id } : {}
  await excludeRecords(
    tx,
    scope,
    refsOf(record).map((ref) => (ref.side === 'capsule' ? { ...ref, ...mark } : ref)),
  )
  await removeReferences(scope, record)
  await conclude(scope, {
    action: 'link.ended',
    subject: `contact:${contact.id}`,
    details: { partyId: link.party_id, contactId: contact.id },
    ...idsOf(record),
    topics: ['run'],
    plan: false,
  })
  const name = party?.name ?? contact.name
  return {
    outcome: 'decided',
    key: record.key,
    words: `${name} is unlinked. Both records stay as they are, and are left out until you link or include them again.`,
  }
}

/** A run that takes our references off both records, where they still carry them. */
async function removeReferences(scope: Scope, { party, contact }: CustomerRecord): Promise<void> {
  const operations = [...ofParty(scope, { party, contact }), ...ofContact(scope, { party, contact })]
  if (operations.length === 0) return
  const id = scope.engine.uuid()
  const count = (side: 'capsule' | 'xero') => operations.filter((each) => each.side === side).length
  await insertRun(scope.tx, {
    id,
    workspaceId: scope.workspaceId,
    kind: 'manual',
    state: 'applying',
    steps: [
      { id: 'capsule_writes', done: 0, total: count('capsule'), state: 'running' },
      { id: 'xero_writes', done: 0, total: count('xero'), state: 'running' },
    ],
    requestedBy: scope.by,
    connectionId: contact?.connection_id ?? null,
    at: scope.at,
  })
  await insertOperations(scope.tx, scope.workspaceId, id, operations)
}

type Sides = { readonly party: CustomerRecord['party']; readonly contact: CustomerRecord['contact'] }

function ofParty(scope: Scope, { party, contact }: Sides): NewOperation[] {
  if (party?.state !== 'active' || !contact || !scope.capsule) return []
  const xero = xeroOf(scope, contact.connection_id)
  if (!xero) return []
  const { names, contactIdField, contactLinkField } = referencesOf(scope.capsule.details, xero.details)
  const contactId = referenceValue(party.data, contactIdField, names.contactId)
  if (contactId?.toLowerCase() !== contact.id) return []
  const contactLink = referenceValue(party.data, contactLinkField, names.contactLink)
  return [
    operation(scope, 0, 'capsule', 'capsule.party.unreference', party.id, contact.id, {
      before: { contactId, contactLink },
      after: { contactId: null, contactLink: null },
    }),
  ]
}

function ofContact(scope: Scope, { party, contact }: Sides): NewOperation[] {
  if (!party || contact?.status !== 'ACTIVE' || contact.contact_number !== String(party.id)) return []
  return [
    operation(scope, 1, 'xero', 'xero.contact.unreference', party.id, contact.id, {
      before: contact.contact_number,
      after: null,
    }),
  ]
}

function operation(
  scope: Scope,
  seq: number,
  side: 'capsule' | 'xero',
  kind: string,
  partyId: number,
  contactId: string,
  values: { readonly before: unknown; readonly after: unknown },
): NewOperation {
  const id = scope.engine.uuid()
  return {
    id,
    seq,
    kind,
    side,
    contactId,
    partyId,
    approvedBy: `user:${scope.by}`,
    ...values,
    idempotencyKey: id,
  }
}

/** Any two records that are free; the reasons are the person's own. */
export async function linkPair(
  scope: Scope,
  record: CustomerRecord,
  otherKey: string,
): Promise<ActionDone | Refused> {
  const found = await findRecord(scope.tx, scope.workspaceId, otherKey)
  if (!found) return notFound
  // A party that is linked in another organisation is free in that of the contact.
  const organisation = (otherKey.startsWith('x') ? found.contact : record.contact)?.connection_id
  const again = (key: string) => findRecord(scope.tx, scope.workspaceId, key, organisation)
  const own = otherKey.startsWith('x') ? ((await again(record.key)) ?? record) : record
  const other = otherKey.startsWith('x') ? found : ((await again(otherKey)) ?? found)
  if (own.link) return notAllowed('This record is linked already. Unlink it first.')
  if (other.link)
    return changed(`${other.party?.name ?? other.contact?.name} is linked with another record already.`)
  const party = own.party ?? other.party
  const contact = own.contact ?? other.contact
  if (!party || !contact)
    return notAllowed('A link joins a Capsule record with a Xero contact. Choose one of the other side.')
  const pair = { partyId: party.id, contactId: contact.id }
  const linked = await linkByHand(scope, pair, { score: 100, reasons: [] })
  if ('outcome' in linked) return linked
  await closeReviews(scope.tx, scope.workspaceId, [contact.id], scope.at)
  await conclude(scope, {
    action: 'link.made',
    subject: `contact:${contact.id}`,
    details: pair,
    ...idsOf({ party, contact }),
  })
  return {
    outcome: 'decided',
    key: `p${party.id}`,
    words: `${linked.party} and ${linked.contact} are linked. Each gets the reference of the other now.`,
  }
}

/** Settles one field of a link that differs. */
export async function take(
  scope: Scope,
  record: CustomerRecord,
  field: string,
  value: Pick,
): Promise<ActionDone | Refused> {
  const { contact, link } = record
  const xero = contact && xeroOf(scope, contact.connection_id)
  if (!link || !contact || !scope.capsule || !xero) return notAllowed('This record is not linked.')
  if (!isFieldKey(field)) return notAllowed(`There is no field "${field}".`)
  const refs = refsOf(record).map((ref) => ({ ...ref, connectionId: link.connection_id }))
  if ((await excludedAmong(scope.tx, scope.workspaceId, refs)).length > 0)
    return notAllowed('This customer is left out, so nothing is written. Include it first.')
  const pair = await loadLinkedPair(scope.tx, { capsule: scope.capsule, xero }, contact.id)
  if (!pair) return changed('The Capsule record is deleted, or not visible any more.')
  const { label } = fieldOf(field)
  const now = readings(field, pair.subject, pair.contact, pair.context.setting)
  if (now.capsule === undefined || now.xero === undefined)
    return notAllowed(`The ${label} has no place on one of the sides.`)
  if (now.capsule === now.xero) return changed(`Both sides agree on the ${label} now.`)
  const decision = { field, pick: value, capsule: now.capsule, xero: now.xero }
  const refused = await resolveFields(scope, pair, [decision], null)
  if (refused) return refused
  await answerReviews(scope, contact.id, field, value)
  await conclude(scope, {
    action: 'field.taken',
    subject: `contact:${contact.id}`,
    details: { field, value, capsule: now.capsule, xero: now.xero },
    ...idsOf(record),
  })
  const words =
    value === 'keep'
      ? `The ${label} stays as it is on both sides.`
      : `The ${label} is copied from ${value === 'capsule' ? 'Capsule to Xero' : 'Xero to Capsule'} now.`
  return { outcome: 'decided', key: record.key, words }
}

/** The field is no question any more, nor a write that waits for approval. */
async function answerReviews(scope: Scope, contactId: string, field: string, value: Pick): Promise<void> {
  for (const review of await openReviewsOf(scope.tx, scope.workspaceId, contactId)) {
    if (review.kind !== 'conflict') continue
    const { fields } = ConflictDetails.parse(review.details)
    const left = fields.filter((each) => each.field !== field)
    if (left.length === 0)
      await closeDecided(scope.tx, scope, [review.id], { kind: 'resolve', fields: { [field]: value } })
    else if (left.length < fields.length)
      await scope.tx
        .updateTable('review')
        .set({ details: jsonText({ fields: left }) })
        .where('id', '=', review.id)
        .execute()
  }
}
