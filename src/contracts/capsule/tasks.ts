import { z } from 'zod'

const Id = z.int().positive()

/** @source reference/capsule.md §10 */
export const CapsuleWireTask = z.object({
  id: Id,
  description: z.string().nullish(),
  detail: z.string().nullish(),
  status: z.string(),
  dueOn: z.string().nullish(),
  owner: z.object({ id: Id }).nullish(),
})
export type CapsuleWireTask = z.infer<typeof CapsuleWireTask>

/** `GET|PUT /tasks/{id}`, `POST /tasks` */
export const CapsuleTaskReply = z.object({ task: CapsuleWireTask })
/** `GET /tasks` */
export const CapsuleTasksReply = z.object({ tasks: z.array(CapsuleWireTask) })
