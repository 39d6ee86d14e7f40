import type { XeroConnection } from '#db/connections.ts'
import { skipPlanned } from '#db/decided.ts'
import { markDirty } from '#db/dirty.ts'
import { excludedAmong, excludeRecords, includeRecords } from '#db/exclusions.ts'
import { partyOf } from '#db/read-contacts.ts'
import type { RecordRef } from '#db/record-marks.ts'
import { closeReviews } from '#db/reviews.ts'
import { dropWanted, wantRecord } from '#db/wanted.ts'
import { conclude, notAllowed, type Refused, type Scope } from './deciding.ts'
import type { ActionDone } from './manual.ts'
import { type CustomerRecord, findRecord, idsOf, nameOf, refsOf } from './record.ts'

const done = (key: string, words: string): ActionDone => ({ outcome: 'decided', key, words })

const subjectOf = ({ party, contact }: Pick<CustomerRecord, 'party' | 'contact'>): string | null =>
  contact ? `contact:${contact.id}` : party ? `party:${party.id}` : null

/** Reads both sides again and plans them, whether or not anything was heard of them. */
export async function resync(scope: Scope, record: CustomerRecord): Promise<ActionDone> {
  await markDirty(
    scope.tx,
    scope.workspaceId,
    scope.at,
    refsOf(record).map(({ side, id }) =>
      side === 'capsule'
        ? { side, kind: 'party', recordId: id }
        : {
            side,
            kind: 'contact',
            recordId: id,
            ...(record.contact ? { connectionId: record.contact.connection_id } : {}),
          },
    ),
  )
  await conclude(scope, {
    action: 'contact.resync',
    subject: subjectOf(record),
    details: {},
    ...idsOf(record),
  })
  return done(record.key, `${nameOf(record)} is read again now, and written where it has to be.`)
}

export async function exclude(scope: Scope, record: CustomerRecord): Promise<ActionDone | Refused> {
  const refs = refsOf(record)
  // Left out of one organisation, it may still be left out of all.
  const excluded = await excludedAmong(scope.tx, scope.workspaceId, refs)
  if (scope.xeros.length < 2 && excluded.length === refs.length)
    return notAllowed(`${nameOf(record)} is left out already.`)
  await excludeRecords(scope.tx, scope, refs)
  await dropWanted(scope.tx, scope.workspaceId, refs)
  await stopWriting(scope, record, 'It was taken out of the synchronisation.')
  await conclude(scope, {
    action: 'contact.excluded',
    subject: subjectOf(record),
    details: {},
    ...idsOf(record),
  })
  return done(
    record.key,
    record.link
      ? `${nameOf(record)} is left out: both records stay linked, and nothing is compared or written any more.`
      : `${nameOf(record)} is left out: it is neither matched, created nor written.`,
  )
}

/** Nothing more is asked about these records, and what was planned for them is not written. */
export async function stopWriting(scope: Scope, record: CustomerRecord, why: string): Promise<void> {
  const { contacts } = idsOf(record)
  await closeReviews(scope.tx, scope.workspaceId, contacts, scope.at)
  const error = { kind: 'changed', message: why, next: 'Nothing: it was asked for.' }
  await skipPlanned(scope.tx, scope.workspaceId, contacts, error, scope.at)
}

export async function include(scope: Scope, record: CustomerRecord): Promise<ActionDone | Refused> {
  const refs = refsOf(record)
  if ((await excludedAmong(scope.tx, scope.workspaceId, refs)).length === 0)
    return notAllowed(`${nameOf(record)} is not left out.`)
  await includeRecords(scope.tx, scope.workspaceId, refs)
  await conclude(scope, {
    action: 'contact.included',
    subject: subjectOf(record),
    details: {},
    ...idsOf(record),
  })
  return done(record.key, `${nameOf(record)} is included again, and treated by the rules.`)
}

/** A person who belongs to an organisation is represented by it in Xero: the organisation is added. */
export async function addToXero(
  scope: Scope,
  record: CustomerRecord,
  xero: XeroConnection | null,
): Promise<ActionDone | Refused> {
  const { party } = record
  const where = xero && scope.xeros.length > 1 ? xero.organisationName : 'Xero'
  if (!party) return notAllowed('This record is in Xero already.')
  if (party.state !== 'active') return notAllowed(`${party.name} is deleted, or not visible any more.`)
  if (record.link) return notAllowed(`${party.name} is in ${where} already.`)
  const represented = party.type === 'person' ? party.organisation_id : null
  const organisation =
    represented === null ? undefined : await partyOf(scope.tx, scope.workspaceId, represented)
  const added = organisation?.state === 'active' ? organisation : party
  const key = `p${added.id}`
  if (added !== party) {
    const known = await findRecord(scope.tx, scope.workspaceId, key, xero?.id)
    if (known?.link)
      return notAllowed(
        `${party.name} belongs to ${added.name}, which is in ${where} already. Invoices are made out to it.`,
      )
  }
  const ref: RecordRef = {
    side: 'capsule',
    id: String(added.id),
    ...(xero ? { connectionId: xero.id } : {}),
  }
  await includeRecords(scope.tx, scope.workspaceId, [ref])
  await wantRecord(scope.tx, scope, ref)
  await conclude(scope, {
    action: 'party.wanted',
    subject: `party:${added.id}`,
    details: { partyId: added.id, askedFor: party.id },
    parties: [added.id, party.id],
    contacts: [],
  })
  return done(
    key,
    added === party
      ? `${party.name} is added to ${where} now.`
      : `${party.name} belongs to ${added.name}: ${added.name} is added to ${where} now, with its people.`,
  )
}

export async function addToCapsule(scope: Scope, record: CustomerRecord): Promise<ActionDone | Refused> {
  const { contact } = record
  if (!contact) return notAllowed('This record is in Capsule already.')
  if (record.link) return notAllowed(`${contact.name} is in Capsule already.`)
  if (contact.status !== 'ACTIVE' || contact.data.mergedToContactId !== null)
    return notAllowed(`${contact.name} is archived in Xero. Restore it there first.`)
  const ref = { side: 'xero', id: contact.id } as const
  await includeRecords(scope.tx, scope.workspaceId, [ref])
  await wantRecord(scope.tx, scope, ref)
  await conclude(scope, {
    action: 'contact.wanted',
    subject: `contact:${contact.id}`,
    details: { contactId: contact.id },
    parties: [],
    contacts: [contact.id],
  })
  return done(record.key, `${contact.name} is added to Capsule now.`)
}
