import type { DocumentAttachment } from '#core/model/document.ts'
import { xeroDocumentId } from '#core/model/ids.ts'
import { type Access, documentVisible } from '#db/access.ts'
import type { Db } from '#db/open.ts'
import { listAttachments } from '#xero/attachments.ts'
import { onlineInvoiceUrl } from '#xero/invoices.ts'
import { unlessForbidden } from './credits.ts'
import type { Engine } from './engine.ts'

export interface DocumentExtras {
  /** Where the customer sees it; null for what they do not. */
  readonly onlineUrl: string | null
  /** Null when the connection may not list them. */
  readonly files: readonly DocumentAttachment[] | null
}

const nothing: DocumentExtras = { onlineUrl: null, files: [] }

/**
 * What is never mirrored because it costs a call for each document: asked of Xero when somebody looks.
 *
 * @returns null for a document we do not know or they may not see, or while Xero is not connected
 * @throws RemoteError
 */
export async function documentExtras(
  engine: Engine,
  access: Access,
  documentId: string,
): Promise<DocumentExtras | null> {
  const row = await documentById(engine.db, access, documentId)
  if (!row || (row.side === 'purchases' && !access.bills)) return null
  const { workspaceId } = access
  const { kind, status, details } = row
  if (kind === 'prepayment' || kind === 'overpayment') return nothing
  const account = await engine.accounts.xero(workspaceId, row.connection_id)
  if (!account) return null
  const http = account.http('interactive')
  const id = xeroDocumentId(row.id)
  const isSent = kind === 'invoice' && (status === 'AUTHORISED' || status === 'PAID')
  try {
    const [onlineUrl, files] = await Promise.all([
      isSent ? onlineInvoiceUrl(http, id) : null,
      details.hasAttachments ? unlessForbidden(() => listAttachments(http, { kind, id })) : [],
    ])
    return { onlineUrl, files }
  } finally {
    await engine.accounts.flush()
  }
}

async function documentById(db: Db, access: Access, id: string) {
  return db
    .selectFrom('mirror_document')
    .select(['id', 'connection_id', 'kind', 'side', 'status', 'details'])
    .where('workspace_id', '=', access.workspaceId)
    .where('id', '=', id)
    .where(documentVisible(access, 'mirror_document'))
    .executeTakeFirst()
}
