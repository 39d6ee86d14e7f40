import { sql } from 'kysely'
import { z } from 'zod'
import { type DealSettings, noDeals } from '#core/deal/settings.ts'
import { type FieldKey, type FieldSetting, fieldKeys } from '#core/field/field.ts'
import { capsuleFieldId } from '#core/model/ids.ts'
import { defaultRules } from '#core/plan/default-rules.ts'
import type { FieldRule, Rules } from '#core/plan/plan.ts'
import { StoredDeals } from './deal-rules.ts'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'

const customFieldKeys = ['tax_number', 'company_number', 'account_number', 'currency'] as const
export type CustomFieldKey = (typeof customFieldKeys)[number]
export const isCustomFieldKey = (key: string): key is CustomFieldKey =>
  customFieldKeys.some((known) => known === key)

/** What a person changed; what is left out follows the defaults, also when those improve. */
export const StoredRules = z.object({
  fields: z
    .partialRecord(
      z.enum(fieldKeys),
      z.object({
        direction: z.enum(['capsule_to_xero', 'xero_to_capsule', 'both', 'off']).optional(),
        policy: z.enum(['capsule', 'xero', 'newest', 'ask']).optional(),
        blank: z.boolean().optional(),
        approve: z.boolean().optional(),
      }),
    )
    .optional(),
  createParties: z.enum(['with_documents', 'all', 'customers', 'suppliers', 'none']).optional(),
  createContacts: z.enum(['none', 'organisations', 'all']).optional(),
  firstDifference: z.enum(['leave', 'policy']).optional(),
  approveOver: z.int().positive().optional(),
  /** Ids of Capsule custom fields; null: none, on purpose. */
  customFields: z.partialRecord(z.enum(customFieldKeys), z.int().positive().nullable()).optional(),
  /** Capsule tags and the Xero contact groups that stand for them, by name. */
  tagGroups: z.array(z.object({ tag: z.string(), group: z.string() })).optional(),
  historyNotes: z.boolean().optional(),
  deals: StoredDeals.optional(),
})
export type StoredRules = z.infer<typeof StoredRules>

export interface CurrentRules {
  /** 0 until somebody changed something. */
  readonly version: number
  /** As stored. */
  readonly stored: StoredRules
  readonly rules: Omit<Rules, 'focus' | 'nameOnly' | 'gate'>
  /** A run that writes more records than this waits for approval. */
  readonly approveOver: number
  readonly customFields: FieldSetting['customFields']
  readonly tagGroups: NonNullable<StoredRules['tagGroups']>
  /** What is made of opportunities; nothing until somebody switches it on. */
  readonly deals: DealSettings
  readonly changedAt: Date | null
  readonly changedBy: string | null
}

const approveOverDefault = 250

/** The rules that apply now. */
export async function loadRules(db: Db, workspaceId: string): Promise<CurrentRules> {
  const row = await db
    .selectFrom('rule')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  const stored = row ? StoredRules.parse(row.rules) : {}
  return {
    version: row?.version ?? 0,
    stored,
    ...applied(stored),
    changedAt: row?.changed_at ?? null,
    changedBy: row?.changed_by ?? null,
  }
}

function applied(
  stored: StoredRules,
): Pick<CurrentRules, 'rules' | 'approveOver' | 'customFields' | 'tagGroups' | 'deals'> {
  const fields: Record<FieldKey, FieldRule> = { ...defaultRules.fields }
  for (const key of fieldKeys) {
    const change = stored.fields?.[key]
    if (change) fields[key] = ruleWith(fields[key], change)
  }
  const custom = (key: CustomFieldKey) => {
    const id = stored.customFields?.[key]
    return id === undefined || id === null ? null : capsuleFieldId(id)
  }
  return {
    rules: {
      ...defaultRules,
      createParties: stored.createParties ?? defaultRules.createParties,
      createContacts: stored.createContacts ?? defaultRules.createContacts,
      firstDifference: stored.firstDifference ?? defaultRules.firstDifference,
      historyNotes: stored.historyNotes ?? defaultRules.historyNotes === true,
      fields,
    },
    approveOver: stored.approveOver ?? approveOverDefault,
    tagGroups: stored.tagGroups ?? [],
    deals: stored.deals ?? noDeals,
    customFields: {
      tax_number: custom('tax_number'),
      company_number: custom('company_number'),
      account_number: custom('account_number'),
      currency: custom('currency'),
    },
  }
}

type StoredFieldRule = NonNullable<NonNullable<StoredRules['fields']>[FieldKey]>

const ruleWith = (rule: FieldRule, change: StoredFieldRule): FieldRule => ({
  direction: change.direction ?? rule.direction,
  policy: change.policy ?? rule.policy,
  blank: change.blank ?? rule.blank,
  approve: change.approve ?? rule.approve,
})

/**
 * Stores the next version. Nobody's change is lost: when `expectedVersion` is no longer the newest, nothing is
 * stored.
 *
 * @returns the new version, or null when somebody else was faster
 */
export async function saveRules(
  db: Db,
  workspaceId: string,
  change: {
    readonly expectedVersion: number
    readonly rules: StoredRules
    readonly by: string
    readonly at: Date
  },
): Promise<number | null> {
  const row = await sql<{ version: number }>`
    insert into rule (workspace_id, version, rules, changed_by, changed_at)
    select ${workspaceId}::uuid, ${change.expectedVersion + 1}::int, ${jsonText(change.rules)}::jsonb, ${change.by},
      ${change.at.toISOString()}::timestamptz
    where ${change.expectedVersion}::int =
      (select coalesce(max(version), 0) from rule where workspace_id = ${workspaceId}::uuid)
    on conflict do nothing
    returning version`.execute(db)
  return row.rows[0]?.version ?? null
}

/** Every linked record is planned again: the rule of a field changed. */
export async function markLinksUnplanned(db: Db, workspaceId: string): Promise<void> {
  await sql`insert into unplanned (workspace_id, connection_id, side, record_id)
    select workspace_id, connection_id, 'xero', contact_id::text from link
    where workspace_id = ${workspaceId} and state in ('pending', 'active')
    on conflict do nothing`.execute(db)
}

/** Every record of a side without a counterpart is planned again: the rule about new counterparts changed. */
export async function markUnlinkedUnplanned(
  db: Db,
  workspaceId: string,
  side: 'capsule' | 'xero',
): Promise<void> {
  const records =
    side === 'capsule'
      ? sql`select r.workspace_id, c.id, 'capsule', r.id::text from mirror_party r
          join connection c on c.workspace_id = r.workspace_id and c.side = 'xero'
          where r.workspace_id = ${workspaceId} and r.state = 'active' and not exists
            (select from link l where l.workspace_id = r.workspace_id and l.connection_id = c.id and l.party_id = r.id)`
      : sql`select r.workspace_id, r.connection_id, 'xero', r.id::text from mirror_contact r
          where r.workspace_id = ${workspaceId} and r.status = 'ACTIVE' and not exists
            (select from link l where l.workspace_id = r.workspace_id and l.contact_id = r.id)`
  await sql`insert into unplanned (workspace_id, connection_id, side, record_id) ${records} on conflict do nothing`.execute(
    db,
  )
}
