import { z } from 'zod'

const Text = z.string().nullish().catch(null)
export const XeroValidationErrors = z.array(z.object({ Message: z.string().nullish() }))

const Messages = XeroValidationErrors.nullish().catch(null)
const Nested = z
  .array(z.object({ ValidationErrors: Messages }))
  .nullish()
  .catch(null)

/**
 * All JSON refusals in one: validation (400), problem details (401, 403; older ones in lower case), token
 * endpoint (`error`), Projects (`message`).
 *
 * @source reference/xero.md "4. Errors"
 */
export const XeroErrorReply = z.object({
  ErrorNumber: z.number().nullish().catch(null),
  Type: Text,
  Message: Text,
  Elements: z
    .array(z.object({ ValidationErrors: Messages, Addresses: Nested, Phones: Nested, LineItems: Nested }))
    .nullish()
    .catch(null),
  Title: Text,
  title: Text,
  Detail: Text,
  detail: Text,
  Instance: Text,
  instance: Text,
  error: Text,
  message: Text,
})
export type XeroErrorReply = z.infer<typeof XeroErrorReply>
