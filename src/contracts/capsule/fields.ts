import { z } from 'zod'

/** @source reference/capsule.md §13.1 */
export const CapsuleWireFieldDefinition = z.object({
  id: z.int().positive(),
  name: z.string(),
  /** text, date, list, boolean, number, and others whose spelling is not documented. */
  type: z.string().nullish(),
  description: z.string().nullish(),
  options: z.array(z.string()).nullish(),
  captureRule: z.string().nullish(),
})
export type CapsuleWireFieldDefinition = z.infer<typeof CapsuleWireFieldDefinition>

/** `POST /parties/fields/definitions` */
export const CapsuleFieldDefinitionReply = z.object({ definition: CapsuleWireFieldDefinition })
/** `GET /parties/fields/definitions` */
export const CapsuleFieldDefinitionsReply = z.object({ definitions: z.array(CapsuleWireFieldDefinition) })
