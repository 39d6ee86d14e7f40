import type { z } from 'zod'
import type { XeroWriteOutcome } from '#contracts/xero/documents.ts'
import { isRemoteError } from '#core/remote/remote-error.ts'
import { refusalOf, textsOf } from './batch.ts'

/** How the write of one document ended. */
export type DocumentOutcome<Document> =
  | { readonly outcome: 'written'; readonly document: Document; readonly warnings: readonly string[] }
  | { readonly outcome: 'refused'; readonly messages: readonly string[] }
  /** The answer does not show it: look before trying again. */
  | { readonly outcome: 'unknown' }

/**
 * Sends one document and tells a refusal of it from a failure of the call.
 *
 * @throws RemoteError that does not speak of the document; when `ambiguous` it may have been written
 * @source reference/xero.md §6.1; "4. Errors", 404 for an id nobody knows
 */
export async function documentOutcome<Wire, Document>(steps: {
  readonly send: () => Promise<readonly XeroWriteOutcome[]>
  readonly schema: z.ZodType<Wire>
  readonly fromWire: (wire: Wire) => Document
  readonly missing: string
}): Promise<DocumentOutcome<Document>> {
  let elements: readonly XeroWriteOutcome[]
  try {
    elements = await steps.send()
  } catch (error) {
    if (!isRemoteError(error, 'missing', 'invalid')) throw error
    const messages = error.details.map((d) => d.message)
    const why = error.kind === 'missing' ? steps.missing : error.message
    return { outcome: 'refused', messages: messages.length ? messages : [why] }
  }
  // One was sent: more or fewer answers cannot be told apart.
  const [element] = elements
  if (!element || elements.length > 1) return { outcome: 'unknown' }
  const messages = refusalOf(element)
  if (messages) return { outcome: 'refused', messages }
  const wire = steps.schema.safeParse(element)
  if (!wire.success) return { outcome: 'unknown' }
  return { outcome: 'written', document: steps.fromWire(wire.data), warnings: textsOf(element.Warnings) }
}
