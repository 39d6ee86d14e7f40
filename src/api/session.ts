import { z } from 'zod'

const Role = z.enum(['admin', 'finance', 'member', 'viewer', 'none'])

/** `GET /api/session`: the first call of the page; never refused. */
export const Session = z.object({
  /** `new`: nobody has claimed this installation; connecting Capsule signs in and makes the first admin. */
  state: z.enum(['new', 'signed_out', 'signed_in']),
  demo: z.boolean(),
  user: z.object({ name: z.string(), email: z.string(), role: Role }).nullable(),
  workspace: z.object({ name: z.string() }).nullable(),
  /** True until both app ids are known, from the environment or from the set-up page. */
  needsApps: z.boolean(),
  /** True when the page must ask for the set-up code printed at start (new, not demo, not on loopback). */
  needsSetupCode: z.boolean(),
})
export type Session = z.infer<typeof Session>
