import { sql } from 'kysely'
import type { FieldSetting } from '#core/field/field.ts'
import type { XeroContact } from '#core/model/contact.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { planFields } from '#core/plan/link-plan.ts'
import { settledBy } from '#core/plan/three-way.ts'
import { anyOf } from '#db/any-of.ts'
import { loadBase, type NewBaseValue, saveBase } from '#db/base-values.ts'
import { activateLinks, pendingContacts } from '#db/links.ts'
import type { Db } from '#db/open.ts'
import type { CurrentRules } from '#db/rules.ts'
import { loadSubjects } from './apply/pairs.ts'

export interface Activation {
  readonly workspaceId: string
  readonly runId: string | null
  readonly rules: CurrentRules
  readonly setting: FieldSetting
  readonly at: Date
}

/** Links of these contacts for which nothing is left to be written become active, with their first base. */
export async function activateComplete(
  db: Db,
  scope: Activation,
  contactIds: readonly string[],
): Promise<void> {
  const pending = await pendingContacts(db, scope.workspaceId, contactIds)
  const complete = await completeContacts(db, scope.workspaceId, pending)
  const linkIds = await activateLinks(db, scope.workspaceId, complete, scope.at)
  await settleFirst(db, scope, linkIds)
}

/** Contacts none of whose operations is still to be written or failed. */
async function completeContacts(
  db: Db,
  workspaceId: string,
  contactIds: readonly string[],
): Promise<string[]> {
  if (contactIds.length === 0) return []
  const open = await db
    .selectFrom('operation')
    .innerJoin('run', 'run.id', 'operation.run_id')
    .select('operation.contact_id')
    .where('operation.workspace_id', '=', workspaceId)
    .where(sql<boolean>`operation.contact_id = ${anyOf(contactIds, 'uuid')}`)
    .where('operation.state', 'in', ['planned', 'sent', 'failed'])
    // What a comparison proposes and nobody approved is not under way.
    .where('run.state', '<>', 'planned')
    // Two records are linked whether or not a note says so.
    .where('operation.kind', '<>', 'xero.contact.note')
    .execute()
  const waiting = new Set(open.map((row) => row.contact_id))
  return contactIds.filter((id) => !waiting.has(id))
}

/** The first base of links that just became active: what both sides hold alike, or differently and is left so. */
async function settleFirst(db: Db, scope: Activation, linkIds: readonly string[]): Promise<void> {
  if (linkIds.length === 0) return
  const { workspaceId, rules, runId, setting, at } = scope
  const rows = await db
    .selectFrom('link')
    .innerJoin('mirror_party', (j) =>
      j
        .onRef('mirror_party.workspace_id', '=', 'link.workspace_id')
        .onRef('mirror_party.id', '=', 'link.party_id'),
    )
    .innerJoin('mirror_contact', (j) =>
      j
        .onRef('mirror_contact.workspace_id', '=', 'link.workspace_id')
        .onRef('mirror_contact.id', '=', 'link.contact_id'),
    )
    .select(['link.id', 'mirror_party.data as party', 'mirror_contact.data as contact'])
    .where('link.workspace_id', '=', workspaceId)
    .where('link.id', 'in', linkIds)
    .execute()
  const base = await loadBase(db, workspaceId, linkIds)
  const byLink = new Map([...base].map(([id, values]) => [String(id), values]))
  const pairs: readonly { id: string; party: CapsuleParty; contact: XeroContact }[] = rows
  const subjects = await loadSubjects(
    db,
    workspaceId,
    pairs.map((pair) => pair.party.id),
  )
  const context = { rules: rules.rules, setting, nameTaken: () => null }
  const values = pairs.flatMap(({ id, party, contact }) => {
    const subject = subjects.get(party.id) ?? { party, people: [] }
    return planFields(subject, contact, byLink.get(id) ?? null, context).flatMap(
      (outcome): NewBaseValue[] => {
        const settled = settledBy(outcome)
        if (settled === null) return []
        const { capsule: c, xero: x, because } = settled
        const told = { at: at.toISOString(), because, run: runId, operation: null, by: null }
        return [{ contactId: contact.id, field: outcome.field, c, x, ...told }]
      },
    )
  })
  await saveBase(db, workspaceId, values)
}
