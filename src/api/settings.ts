import { z } from 'zod'
import { roles } from '#core/model/permissions.ts'

const Role = z.enum(roles)

/** Whose records are that Counterpart creates in Capsule; the owner needs to be a member of the team. */
export const Assignment = z.object({ ownerId: z.int().nullable(), teamId: z.int().nullable() })
export type Assignment = z.infer<typeof Assignment>

/** `GET` and `PUT /api/settings` */
export const Settings = z.object({
  /**
   * `hide_bills`: nobody sees bills; `hide_suppliers`: nor contacts that are suppliers only; `show`: the roles of
   * `suppliersFor` see both.
   */
  suppliers: z.enum(['hide_bills', 'hide_suppliers', 'show']),
  suppliersFor: z.array(Role),
  /** Roles that see what state a document is in, and no amounts. */
  statesOnly: z.array(z.enum(['member', 'viewer'])),
  /** What people of the same Capsule account may do when they first come. */
  defaultRole: z.enum(['finance', 'member', 'viewer', 'none']),
  /** Of records created from Xero: those of customers, of suppliers, and of all others. Null: like all others. */
  newRecords: z.object({
    otherwise: Assignment,
    customers: Assignment.nullable(),
    suppliers: Assignment.nullable(),
  }),
})
export type Settings = z.infer<typeof Settings>

/** `GET /api/settings/owners`: whom new records may belong to, as Capsule names them now. */
export const Owners = z.object({
  users: z.array(z.object({ id: z.int(), name: z.string() })),
  teams: z.array(z.object({ id: z.int(), name: z.string() })),
})
export type Owners = z.infer<typeof Owners>
