import { z } from 'zod'
import { Instant } from './common.ts'

const Direction = z.enum(['capsule_to_xero', 'xero_to_capsule', 'both', 'off'])
const Policy = z.enum(['capsule', 'xero', 'newest', 'ask'])

const FieldRuleView = z.object({
  field: z.string(),
  label: z.string(),
  direction: Direction,
  policy: Policy,
  blank: z.boolean(),
  approve: z.boolean(),
  /** Directions the field can have: some values have no place on one side. */
  directions: z.array(Direction),
  /** The Capsule custom field that holds it; null while none is chosen; absent for built-in ones. */
  customField: z.int().nullable().optional(),
  /** Linked records whose sides differ in this field now. */
  differing: z.int(),
})

const TagGroup = z.object({ tag: z.string(), group: z.string() })

/** `GET /api/rules` */
export const RulesView = z.object({
  fields: z.array(FieldRuleView),
  createParties: z.enum(['with_documents', 'all', 'customers', 'suppliers', 'none']),
  createContacts: z.enum(['none', 'organisations', 'all']),
  firstDifference: z.enum(['leave', 'policy']),
  /** A run that writes more records than this waits for approval. */
  approveOver: z.int(),
  /** Capsule tags and the Xero contact groups that stand for them; `found`: Xero has the group, as last listed. */
  tagGroups: z.array(TagGroup.extend({ found: z.boolean() })),
  /** Tags seen on Capsule records, and groups seen in Xero, to choose from. */
  knownTags: z.array(z.string()),
  knownGroups: z.array(z.string()),
  /** Does the history of a newly linked contact name its Capsule record? One call per linked contact. */
  historyNotes: z.boolean(),
  /** Custom fields of Capsule parties that can be chosen. */
  customFields: z.array(z.object({ id: z.int(), name: z.string() })),
  version: z.int(),
  changedAt: Instant.nullable(),
  changedBy: z.string().nullable(),
})
export type RulesView = z.infer<typeof RulesView>

/** `PUT /api/rules`: what is left out stays. `version` is the one that was shown; an older one is refused (409). */
export const RulesInput = z.object({
  version: z.int(),
  fields: z
    .array(
      z.object({
        field: z.string(),
        direction: Direction.optional(),
        policy: Policy.optional(),
        blank: z.boolean().optional(),
        approve: z.boolean().optional(),
        customField: z.int().positive().nullable().optional(),
      }),
    )
    .optional(),
  createParties: RulesView.shape.createParties.optional(),
  createContacts: RulesView.shape.createContacts.optional(),
  firstDifference: RulesView.shape.firstDifference.optional(),
  approveOver: z.int().min(1).max(1_000_000).optional(),
  /** Replaces the list. @source reference/xero.md §7: at most 100 groups */
  tagGroups: z
    .array(z.object({ tag: z.string().trim().min(1).max(100), group: z.string().trim().min(1).max(255) }))
    .max(100)
    .optional(),
  historyNotes: z.boolean().optional(),
})
export type RulesInput = z.infer<typeof RulesInput>
