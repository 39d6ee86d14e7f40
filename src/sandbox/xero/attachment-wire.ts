import type { Attachment } from './attachments.ts'
import type { Wire } from './envelope.ts'
import type { Store } from './store.ts'

export const attachmentWire = (store: Store, endpoint: string, id: string, attachment: Attachment): Wire => ({
  AttachmentID: attachment.id,
  FileName: attachment.fileName,
  Url: `${store.url}/api.xro/2.0/${endpoint}/${id}/Attachments/${encodeURIComponent(attachment.fileName)}`,
  MimeType: attachment.mimeType,
  ContentLength: attachment.bytes.length,
  ...(attachment.includeOnline !== undefined && { IncludeOnline: attachment.includeOnline }),
})

export const attachmentsOf = (store: Store, endpoint: string, id: string): Wire[] =>
  (store.documents.attachments.get(id) ?? []).map((a) => attachmentWire(store, endpoint, id, a))
