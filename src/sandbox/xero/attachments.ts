import { attachmentsOf, attachmentWire } from './attachment-wire.ts'
import { isGuid } from './body.ts'
import { type ApiCall, envelope } from './envelope.ts'
import { type Answer, notFound, Refusal, validation } from './errors.ts'
import { flag } from './listing.ts'
import { addHistory } from './store.ts'
import { switches } from './switches.ts'

export interface Attachment {
  readonly id: string
  readonly fileName: string
  readonly mimeType: string
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Only where a file can be shown online: sales invoices and customers' credit notes. */
  readonly includeOnline: boolean | undefined
}

/** The record a file hangs on. */
export interface AttachmentOwner {
  readonly id: string
  readonly endpoint: string
  readonly online: boolean
}

const attachmentsMax = 10
const forbidden = /[<>:"/\\|?*+\0]/

const refusal = (message: string) => new Refusal(validation([{ ValidationErrors: [{ Message: message }] }]))

export const listAttachments = (call: ApiCall, owner: AttachmentOwner): Answer =>
  envelope(call, 'Attachments', attachmentsOf(call.store, owner.endpoint, owner.id))

/**
 * Stores a file under its name; the same name overwrites. There is no way to delete one.
 *
 * @source xero.md, "6.4 Attachments"
 */
export function putAttachment(call: ApiCall, owner: AttachmentOwner): Answer {
  const { store, bytes } = call
  const fileName = call.params[1] ?? ''
  const list = store.documents.attachments.get(owner.id) ?? []
  const at = list.findIndex((a) => a.fileName.toLowerCase() === fileName.toLowerCase())
  const online = flag(call.query, 'IncludeOnline')
  if (forbidden.test(fileName)) throw refusal('The file name contains invalid characters.')
  if (bytes.length === 0) throw refusal('The file is empty.')
  if (bytes.length > switches.attachmentBytesMax) throw refusal('The file is too large.')
  if (at < 0 && list.length >= attachmentsMax) {
    throw refusal(`A document cannot have more than ${attachmentsMax} attachments.`)
  }
  if (online && !owner.online) throw refusal('IncludeOnline is only for sales invoices and credit notes.')
  const attachment: Attachment = {
    id: list[at]?.id ?? store.kernel.chance.uuid(),
    fileName,
    mimeType: call.headers.get('content-type')?.split(';')[0]?.trim() || 'application/octet-stream',
    bytes,
    includeOnline: owner.online ? online : undefined,
  }
  store.documents.attachments.set(owner.id, at < 0 ? [...list, attachment] : list.with(at, attachment))
  addHistory(store, owner.id, 'Attached a file', call.app.name, fileName)
  return envelope(call, 'Attachments', [attachmentWire(store, owner.endpoint, owner.id, attachment)])
}

/** The bytes, by the file's id or name. */
export function getAttachment(call: ApiCall, owner: AttachmentOwner): Answer {
  const wanted = (call.params[1] ?? '').toLowerCase()
  const found = (call.store.documents.attachments.get(owner.id) ?? []).find((a) =>
    isGuid(wanted) ? a.id === wanted : a.fileName.toLowerCase() === wanted,
  )
  if (!found) throw notFound()
  return { status: 200, contentType: found.mimeType, body: found.bytes }
}
