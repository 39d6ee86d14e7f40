import { createParty, findPartiesByField, listParties } from '#capsule/parties.ts'
import { defined } from '#core/assert.ts'
import { type CapsuleFieldId, xeroContactId } from '#core/model/ids.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { canonical } from '#core/plan/hash.ts'
import { newParty } from '#core/plan/new-party.ts'
import { isRemoteError, type RemoteError } from '#core/remote/remote-error.ts'
import { listXeroConnections } from '#db/connections.ts'
import { setLinkParty } from '#db/links.ts'
import { openOperations } from '#db/operations.ts'
import type { StoredError } from '#db/tables.ts'
import { workspaceById } from '#db/workspaces.ts'
import type { CapsuleAccount } from '../accounts.ts'
import { type Assignment, assignmentFor } from '../assignment.ts'
import type { Engine } from '../engine.ts'
import { planTouched } from '../planning.ts'
import { NewPartyShape } from '../stored-operations.ts'
import { type Application, changedSincePlan, type StoredOperation, storedError } from './application.ts'
import { referenceFields } from './capsule-fields.ts'
import { type Ended, finish } from './ending.ts'
import { type Done, inGroups, type Job } from './in-groups.ts'

/** Read at once; the rest waits in the database. */
const operationsPerRead = 200

export async function createParties(
  engine: Engine,
  application: Application,
  untilMs: number,
): Promise<boolean> {
  const { capsule } = application.accounts
  const http = capsule.http(application.lane, application.progress.onCall)
  for (;;) {
    const operations = await openOperations(
      engine.db,
      application.runId,
      ['capsule.party.create'],
      operationsPerRead,
    )
    if (operations.length === 0) return true
    if (engine.now() >= untilMs) return false
    const fields = await referenceFields(engine, application.accounts)
    const interrupted = operations.filter((operation) => operation.state === 'sent')
    const found = await lookUpInterrupted(http, fields.contactIdField, interrupted)
    const wanted = await stillWanted(engine, application, operations)
    const foundElsewhere = await knownMeanwhile(engine, application, operations)
    const assigned = await assignments(engine, application, operations)
    const settled: Ended[] = []
    const jobs: Job[] = []
    const forgotten: string[] = []
    for (const operation of operations) {
      const contactId = xeroContactId(defined(operation.contact_id, 'a creation names its contact'))
      const known = found.get(contactId)
      const isSame = (wanted.get(contactId)?.(operation) ?? false) && !foundElsewhere.has(contactId)
      if (known || isSame) {
        const party = NewPartyShape.parse(operation.after)
        const create = () => createParty(http, { party, ...fields, ...assigned.get(contactId) })
        jobs.push({
          operations: [operation],
          run: () => created(application, operation, { known, isSame, create }),
          setAside: (error) => setAside(http, fields.contactIdField, application, operation, isSame, error),
        })
      } else {
        settled.push({ operation, state: 'skipped', error: changedSincePlan, again: true })
        forgotten.push(contactId)
      }
    }
    await finish(engine, application, settled, (tx) => forgetEmptyLinks(tx, application, forgotten))
    if (!(await inGroups(engine, application, jobs, untilMs))) return false
  }
}

interface Creation {
  /** The party, when an earlier call made it and its answer was lost. */
  readonly known: CapsuleParty | undefined
  /** It would be made like this now, too. */
  readonly isSame: boolean
  readonly create: () => Promise<CapsuleParty>
}

async function created(
  application: Application,
  operation: StoredOperation,
  { known, isSame, create }: Creation,
): Promise<Done> {
  const contactId = defined(operation.contact_id, 'a creation names its contact')
  try {
    const party = known ?? (await create())
    return {
      party,
      // What changed since the plan was planned for while there was no party to compare it with.
      ended: [{ operation, state: 'done', result: { partyId: party.id }, again: !isSame }],
      also: async (tx) => {
        await setLinkParty(tx, application.workspaceId, contactId, party.id)
        await tx
          .deleteFrom('wanted')
          .where('workspace_id', '=', application.workspaceId)
          .where('side', '=', 'xero')
          .where('record_id', '=', contactId)
          .execute()
      },
    }
  } catch (error) {
    if (!isRemoteError(error, 'invalid', 'missing', 'clash')) throw error
    return {
      ended: [
        { operation, state: 'failed', error: isForeignOwner(error) ? foreignOwner : storedError(error) },
      ],
      also: (tx) => forgetEmptyLinks(tx, application, [contactId]),
    }
  }
}

/** Capsule fails over the creation: it is looked for once more, because a later try would not know of this one. */
async function setAside(
  http: ReturnType<CapsuleAccount['http']>,
  field: CapsuleFieldId,
  application: Application,
  operation: StoredOperation,
  isSame: boolean,
  error: StoredError,
): Promise<Done> {
  const found = await lookUpInterrupted(http, field, [operation])
  const [known] = found.values()
  if (known) return created(application, operation, { known, isSame, create: async () => known })
  const contactId = defined(operation.contact_id, 'a creation names its contact')
  return {
    ended: [{ operation, state: 'failed', error }],
    also: (tx) => forgetEmptyLinks(tx, application, [contactId]),
  }
}

/** Whose each new record is, by the settings and what its contact is. */
async function assignments(
  engine: Engine,
  { workspaceId }: Application,
  operations: readonly StoredOperation[],
): Promise<Map<string, Assignment>> {
  const rules = (await workspaceById(engine.db, workspaceId))?.settings.newRecords
  if (!rules) return new Map()
  const ids = operations.flatMap((operation) => operation.contact_id ?? [])
  const rows = await engine.db
    .selectFrom('mirror_contact')
    .select(['id', 'data'])
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map(({ id, data }) => [id, assignmentFor(rules, data)]))
}

/** Capsule has no codes: the field that it names says that the owner and the team do not fit. @source reference/capsule.md §3.11 */
const isForeignOwner = ({ kind, details }: RemoteError): boolean =>
  kind === 'invalid' && details.some(({ field }) => field === 'owner' || field === 'team')

const foreignOwner: StoredError = {
  kind: 'invalid',
  message: 'Capsule does not let the owner of new records own those of their team.',
  next: 'Choose an owner who is a member of that team in Settings, then try again.',
}

/**
 * Creations whose answer may have been lost: the record carries our reference from its first moment, so it can
 * be found. Both the filter and the list of recent changes are asked, in case one lags behind.
 */
async function lookUpInterrupted(
  http: ReturnType<CapsuleAccount['http']>,
  field: CapsuleFieldId,
  operations: readonly StoredOperation[],
): Promise<Map<string, CapsuleParty>> {
  const found = new Map<string, CapsuleParty>()
  if (operations.length === 0) return found
  const earliest = Math.min(...operations.map((o) => o.sent_at?.getTime() ?? 0))
  const since = `${new Date(earliest - recentMs).toISOString().slice(0, 19)}Z`
  const wanted = new Set(operations.map((o) => o.contact_id))
  for await (const page of listParties(http, { since })) {
    for (const party of page.parties) {
      const value = party.fields.find((f) => f.definitionId === field)?.value
      if (typeof value === 'string' && wanted.has(value)) found.set(value, party)
    }
  }
  for (const { contact_id } of operations) {
    if (!contact_id || found.has(contact_id)) continue
    const [party] = await findPartiesByField(http, field, contact_id)
    if (party) found.set(contact_id, party)
  }
  return found
}

const recentMs = 5 * 60_000

/**
 * Contacts that are still there, still active, and whose link still waits for a party; with whether the party that
 * was planned is the one that would be made now.
 */
async function stillWanted(
  engine: Engine,
  application: Application,
  operations: readonly StoredOperation[],
): Promise<Map<string, (operation: StoredOperation) => boolean>> {
  const ids = operations.flatMap((operation) => operation.contact_id ?? [])
  const rows = await engine.db
    .selectFrom('link')
    .innerJoin('mirror_contact', (join) =>
      join
        .onRef('mirror_contact.id', '=', 'link.contact_id')
        .onRef('mirror_contact.workspace_id', '=', 'link.workspace_id'),
    )
    .select('mirror_contact.data')
    .where('link.workspace_id', '=', application.workspaceId)
    .where('link.contact_id', 'in', ids)
    .where('link.party_id', 'is', null)
    .where('mirror_contact.status', '=', 'ACTIVE')
    .execute()
  return new Map(
    rows.map(({ data }) => [
      data.id,
      ({ after }) => {
        const planned = NewPartyShape.parse(after)
        return canonical(newParty(data, planned.contactLink)) === canonical(planned)
      },
    ]),
  )
}

/**
 * Contacts whose customer came to Capsule after the plan was made, by way of another organisation: making a second
 * party of it is left to no plan that did not see the first one.
 */
async function knownMeanwhile(
  engine: Engine,
  { accounts, workspaceId }: Application,
  operations: readonly StoredOperation[],
): Promise<ReadonlySet<string>> {
  const others = await listXeroConnections(engine.db, workspaceId)
  const ids = operations.flatMap((operation) => operation.contact_id ?? [])
  if (others.length < 2 || ids.length === 0) return new Set()
  const contacts = new Set(ids)
  const { plan } = await planTouched(engine, accounts, { parties: new Set(), contacts }, contacts)
  const created = new Set(
    plan.links.flatMap((link) => (link.partyId === null ? [link.contactId as string] : [])),
  )
  return new Set(ids.filter((id) => !created.has(id)))
}

/** A link whose party is not going to be made would keep its contact from ever being planned again. */
async function forgetEmptyLinks(
  tx: Engine['db'],
  application: Application,
  contactIds: readonly string[],
): Promise<void> {
  if (contactIds.length === 0) return
  await tx
    .deleteFrom('link')
    .where('workspace_id', '=', application.workspaceId)
    .where('contact_id', 'in', contactIds)
    .where('party_id', 'is', null)
    .execute()
}
