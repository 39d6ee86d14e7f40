import { z } from 'zod'
import { Instant } from './common.ts'

const Backup = z.object({
  /** Name of the file in the folder. */
  name: z.string(),
  madeAt: Instant,
  bytes: z.int(),
})
export type Backup = z.infer<typeof Backup>

/** `GET` and `POST /api/backups`: every backup named here was restored once, to see that it can be. */
export const Backups = z.object({
  /** The newest first. */
  backups: z.array(Backup),
  /** On the machine of the server. */
  folder: z.string(),
  /** One each night. */
  daily: z.boolean(),
  keep: z.int(),
  /** Since when one is being made; null while none is. */
  runningSince: Instant.nullable(),
  /** Why the last try made none; null when it did. */
  failure: z.object({ at: Instant, words: z.string() }).nullable(),
  /** The key its secrets are sealed with, by name. */
  keyId: z.string(),
})
export type Backups = z.infer<typeof Backups>
