import { z } from 'zod'

/** `GET` and `PUT /api/settings` */
export const Settings = z.object({
  /** Bills are hidden unless a workspace wants them. */
  showBills: z.boolean(),
})
export type Settings = z.infer<typeof Settings>
