import { z } from 'zod'
import { Text } from './documents.ts'
import { XeroGuid, xeroEnvelope } from './envelope.ts'

/** `GET /{Endpoint}/{id}/Attachments`. @source reference/xero.md §6.4 */
export const XeroAttachmentsReply = z.object({
  ...xeroEnvelope,
  Attachments: z.array(
    z.object({
      AttachmentID: XeroGuid,
      FileName: Text,
      MimeType: Text,
      ContentLength: z.number().nullish(),
      IncludeOnline: z.boolean().nullish(),
    }),
  ),
})
