import { z } from 'zod'
import { permissions, roles } from '#core/model/permissions.ts'

const Role = z.enum(roles)
const Permission = z.enum(permissions)

/** `GET /api/session`: the first call of the page; never refused. */
export const Session = z.object({
  /** `new`: nobody has claimed this installation; connecting Capsule signs in and makes the first admin. */
  state: z.enum(['new', 'signed_out', 'signed_in']),
  demo: z.boolean(),
  user: z
    .object({
      name: z.string(),
      email: z.string(),
      role: Role,
      may: z.array(Permission),
      /** Every record of Capsule is theirs to see, so what concerns all of them is, too. */
      seesAll: z.boolean(),
      /** A local account that has to set up a second factor before it sees anything. */
      secondFactorDue: z.boolean(),
      /** While Capsule still lists what they may see: how many records so far. */
      reading: z.int().nullable(),
    })
    .nullable(),
  workspace: z.object({ name: z.string() }).nullable(),
  /** True until both app ids are known, from the environment or from the set-up page. */
  needsApps: z.boolean(),
  /** True when the page must ask for the set-up code printed at start (new, not demo, not on loopback). */
  needsSetupCode: z.boolean(),
})
export type Session = z.infer<typeof Session>
