import type { XeroWriteOutcome } from '#contracts/xero/documents.ts'
import { isRemoteError, RemoteError } from '#core/remote/remote-error.ts'

/**
 * Sends a batch, and where Xero refuses the whole request for one bad element, the halves by themselves until the
 * bad ones stand alone.
 *
 * @param key     one per logical write, at most about 110 characters: another body needs another key, so the halves
 *                get a suffix each
 * @param missing what it means for a single element that Xero answers 404
 * @throws RemoteError of any kind that does not speak of the elements; `ambiguous` also when only parts were written
 * @source reference/xero.md §6.1, §6.2
 */
export async function inHalves<Item, Result>(
  batch: readonly Item[],
  key: string,
  steps: {
    readonly send: (part: readonly Item[], key: string) => Promise<Result[]>
    readonly refused: (item: Item, messages: readonly string[]) => Result
    readonly missing: string
    /** False for a refusal that no part of the batch can escape. */
    readonly splits?: (error: RemoteError) => Promise<boolean>
  },
): Promise<Result[]> {
  const [first] = batch
  if (first === undefined) return []
  try {
    return await steps.send(batch, key)
  } catch (error) {
    if (!isRemoteError(error, 'missing', 'invalid')) throw error
    if (steps.splits && !(await steps.splits(error))) throw error
    if (batch.length === 1) {
      const messages = error.details.map((d) => d.message)
      const why = error.kind === 'missing' ? steps.missing : error.message
      return [steps.refused(first, messages.length ? messages : [why])]
    }
    const middle = Math.ceil(batch.length / 2)
    const left = await inHalves(batch.slice(0, middle), `${key}.0`, steps)
    try {
      return [...left, ...(await inHalves(batch.slice(middle), `${key}.1`, steps))]
    } catch (later) {
      // The first half was written, and the caller hears of the whole batch.
      throw isRemoteError(later) ? maybeWritten(later) : later
    }
  }
}

function maybeWritten(error: RemoteError): RemoteError {
  const { side, kind, message, status, code, limit, retryAfterSeconds, requestId, details } = error
  return new RemoteError({
    ...{ side, kind, message, status, code, limit, retryAfterSeconds, requestId, details },
    ambiguous: true,
    cause: error,
  })
}

/** Why Xero refused an element of a batch; null when it took it. A 200 is not success. */
export function refusalOf(element: XeroWriteOutcome): readonly string[] | null {
  const messages = textsOf(element.ValidationErrors)
  const refused =
    element.StatusAttributeString === 'ERROR' ||
    element.HasErrors ||
    element.HasValidationErrors ||
    messages.length > 0
  if (!refused) return null
  return messages.length ? messages : ['Xero gave no reason.']
}

export function textsOf(
  messages: readonly { readonly Message?: string | null | undefined }[] | null | undefined,
): string[] {
  return (messages ?? []).flatMap((m) => (m.Message ? [m.Message] : []))
}
