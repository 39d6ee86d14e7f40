import { createHash } from 'node:crypto'
import { applyXeroEdit } from '#core/field/apply.ts'
import type { XeroEdit } from '#core/field/field.ts'
import type { XeroContact } from '#core/model/contact.ts'
import type { XeroContactId } from '#core/model/ids.ts'
import { isRemoteError } from '#core/remote/remote-error.ts'
import type { StoredError } from '#db/tables.ts'
import { addToGroup, type GroupOutcome, removeFromGroup } from '#xero/contact-groups.ts'
import type { XeroHttp } from '#xero/http.ts'
import type { Engine } from '../engine.ts'
import { forgetGroups } from '../groups.ts'
import { type Application, refused, storedError } from './application.ts'

/** Groups that one contact is to join and to leave. */
export interface GroupWrite {
  readonly contact: XeroContact
  readonly groups: NonNullable<XeroEdit['groups']>
  /** Names the write, the same when it is repeated. */
  readonly key: string
}

/** The contact's groups as they are now, and what could not be done. */
export interface GroupsWritten {
  readonly contactId: XeroContactId
  readonly groups: XeroContact['groups']
  readonly error: StoredError | null
}

/**
 * Adds contacts to groups, all of one group in one call, then takes them out of others, a call each. Both may be
 * repeated. Those for which time ran out are not answered: they are still to be written.
 *
 * @throws RemoteError when Xero cannot take more for now
 */
export async function writeGroups(
  engine: Engine,
  application: Application,
  writes: readonly GroupWrite[],
  untilMs: number,
): Promise<GroupsWritten[]> {
  const http = application.accounts.xero.http(application.lane, application.progress.onCall)
  const joined = await join(engine, application, http, writes)
  const written: GroupsWritten[] = []
  for (const { contact, groups } of writes) {
    const own = joined.get(contact.id) ?? { add: [], error: null }
    const left: { id: string; name: string }[] = []
    let { error } = own
    for (const group of groups.remove) {
      if (engine.now() >= untilMs && written.length > 0) return written
      const fault = await leave(http, group.id, contact.id)
      if (fault === null) left.push(group)
      else error ??= fault
    }
    const now = applyXeroEdit(contact, { groups: { add: own.add, remove: left } })
    written.push({ contactId: contact.id, groups: now.groups, error })
  }
  return written
}

interface Joined {
  readonly add: { readonly id: string; readonly name: string }[]
  error: StoredError | null
}

async function join(
  engine: Engine,
  application: Application,
  http: XeroHttp,
  writes: readonly GroupWrite[],
): Promise<ReadonlyMap<string, Joined>> {
  const joined = new Map(
    writes.map(({ contact }): [string, Joined] => [contact.id, { add: [], error: null }]),
  )
  const steps = writes.flatMap(({ contact, groups, key }) =>
    groups.add.map((group) => ({ contactId: contact.id, group, key })),
  )
  for (const own of Map.groupBy(steps, ({ group }) => group.id).values()) {
    const [first] = own
    if (!first) continue
    const { group } = first
    const outcomes = await added(engine, application, http, group, own)
    for (const outcome of outcomes) {
      const each = joined.get(outcome.contactId)
      if (outcome.outcome === 'written') each?.add.push(group)
      else if (each) each.error ??= failure(group.name, outcome)
    }
  }
  return joined
}

type Outcome = GroupOutcome | { readonly contactId: XeroContactId; readonly outcome: 'gone' }

async function added(
  engine: Engine,
  application: Application,
  http: XeroHttp,
  group: { readonly id: string; readonly name: string },
  steps: readonly { readonly contactId: XeroContactId; readonly key: string }[],
): Promise<Outcome[]> {
  const ids = steps.map(({ contactId }) => contactId)
  const keys = steps.map(({ key }) => key).sort()
  const idempotencyKey = createHash('sha256')
    .update([group.id, ...keys].join('\n'))
    .digest('hex')
  try {
    return await addToGroup(http, group.id, ids, { idempotencyKey })
  } catch (fault) {
    if (!isRemoteError(fault, 'missing')) throw fault
    await forgetGroups(engine, application.accounts.xero)
    return ids.map((contactId) => ({ contactId, outcome: 'gone' }))
  }
}

function failure(name: string, outcome: Exclude<Outcome, { readonly outcome: 'written' }>): StoredError {
  switch (outcome.outcome) {
    case 'gone':
      return {
        kind: 'missing',
        message: `There is no contact group “${name}” in Xero any more.`,
        next: 'Create it there again, or choose another one under Rules.',
      }
    case 'refused':
      return refused('Xero', outcome.messages)
    case 'unknown':
      return refused('Xero', [`Xero did not answer whether the contact is in “${name}” now.`])
  }
}

async function leave(http: XeroHttp, groupId: string, contactId: XeroContactId): Promise<StoredError | null> {
  try {
    await removeFromGroup(http, groupId, contactId)
    return null
  } catch (fault) {
    if (!isRemoteError(fault, 'invalid')) throw fault
    return storedError(fault)
  }
}
