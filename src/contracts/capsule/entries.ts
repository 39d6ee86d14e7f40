import { z } from 'zod'

/** @source reference/capsule.md §11 */
const CapsuleWireEntry = z.object({
  id: z.int().positive(),
  type: z.string().nullish(),
  content: z.string().nullish(),
})

/** `POST /entries` */
export const CapsuleEntryReply = z.object({ entry: CapsuleWireEntry })
/** `GET /parties/{id}/entries`, newest first */
export const CapsuleEntriesReply = z.object({ entries: z.array(CapsuleWireEntry) })

/** Ids of built-in ones are below zero. */
const ActivityType = z.object({
  id: z.int(),
  name: z.string().nullish(),
  updateLastContacted: z.boolean().nullish(),
})
/** `POST /activitytypes` */
export const CapsuleActivityTypeReply = z.object({ activityType: ActivityType })
/** `GET /activitytypes` */
export const CapsuleActivityTypesReply = z.object({ activityTypes: z.array(ActivityType) })
