import type { XeroWriteOutcome } from '#contracts/xero/documents.ts'
import { isOwnFault, isRemoteError, RemoteError } from '#core/remote/remote-error.ts'

export interface BatchSteps<Item, Result> {
  /** `attemptsMax` as in `XeroRequest`. */
  readonly send: (part: readonly Item[], key: string, attemptsMax?: number) => Promise<Result[]>
  readonly refused: (item: Item, messages: readonly string[]) => Result
  readonly missing: string
  /** False for a refusal that no part of the batch can escape. */
  readonly splits?: (error: RemoteError) => Promise<boolean>
  /** For an element over which Xero itself fails; left out where nothing tells it from a failure of Xero. */
  readonly faults?: FaultSteps<Item, Result>
}

export interface FaultSteps<Item, Result> extends Evidence {
  readonly faulted: (item: Item, error: RemoteError) => Result
}

/** What tells an element over which Xero fails from a failure of Xero as a whole. */
export interface Evidence {
  /** How often this batch was tried before: other elements are asked for each time. */
  readonly turn: () => Promise<number>
  /** Asks whether Xero answers a call that has nothing to do with the batch. */
  readonly answers: () => Promise<boolean>
}

/**
 * Sends a batch, and where Xero refuses the whole request for one bad element, the halves by themselves until the
 * bad ones stand alone. Where Xero fails over it, elements are set apart only while it takes others.
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
  steps: BatchSteps<Item, Result>,
  attemptsMax?: number,
): Promise<Result[]> {
  const [first] = batch
  if (first === undefined) return []
  try {
    return await steps.send(batch, key, attemptsMax)
  } catch (error) {
    if (isOwnFault(error) && steps.faults) return apart(batch, key, steps, steps.faults, error)
    if (!isRemoteError(error, 'missing', 'invalid')) throw error
    if (steps.splits && !(await steps.splits(error))) throw error
    if (batch.length === 1) {
      const messages = error.details.map((d) => d.message)
      const why = error.kind === 'missing' ? steps.missing : error.message
      return [steps.refused(first, messages.length ? messages : [why])]
    }
    const middle = Math.ceil(batch.length / 2)
    const left = await inHalves(batch.slice(0, middle), `${key}.0`, steps, attemptsMax)
    try {
      return [...left, ...(await inHalves(batch.slice(middle), `${key}.1`, steps, attemptsMax))]
    } catch (later) {
      // The first half was written, and the caller hears of the whole batch.
      throw isRemoteError(later) ? maybeWritten(later) : later
    }
  }
}

/** A few failures this close together say nothing of elements unless Xero answers something else. */
const failuresInRow = 4
/** So few elements may all be bad; and so often they have to fail before that is believed. */
const fewElements = 2
const patience = 2

/**
 * Xero failed over the whole batch. Two elements are sent alone: where it takes neither, it is a failure of Xero, and
 * everything waits. Otherwise the rest is halved until those over which it fails stand alone; each costs at most
 * two calls for each time the batch can be halved.
 */
async function apart<Item, Result>(
  batch: readonly Item[],
  key: string,
  { faults: _, ...steps }: BatchSteps<Item, Result>,
  { faulted, turn: turnOf, answers }: FaultSteps<Item, Result>,
  fault: RemoteError,
): Promise<Result[]> {
  const turn = await turnOf()
  const results = new Map<number, Result>()
  const bad = new Map<number, RemoteError>()
  let inRow = 0

  /** Whether Xero took these; all of them have a result then. */
  async function takes(places: readonly number[], suffix: string): Promise<boolean> {
    const part = places.flatMap((place) => batch.slice(place, place + 1))
    try {
      const own = await inHalves(part, `${key}${suffix}`, steps, 1)
      for (const [i, result] of own.entries()) results.set(places[i] ?? -1, result)
      inRow = 0
      return true
    } catch (error) {
      if (!isOwnFault(error)) throw isRemoteError(error) ? maybeWritten(error) : error
      if (places.length === 1) bad.set(places[0] ?? -1, error)
      if (++inRow % failuresInRow === 0 && !(await answers())) throw maybeWritten(fault)
      return false
    }
  }

  /** @param isSpoilt one of them is bad, since all were refused together and the others were taken */
  async function narrow(places: readonly number[], suffix: string, isSpoilt: boolean): Promise<void> {
    if (places.length === 0) return
    if ((!isSpoilt || places.length === 1) && (await takes(places, suffix))) return
    if (places.length === 1) return
    const middle = Math.ceil(places.length / 2)
    const found = bad.size
    await narrow(places.slice(0, middle), `${suffix}.0`, false)
    await narrow(places.slice(middle), `${suffix}.1`, bad.size === found)
  }

  const size = batch.length
  const probes = size === 1 ? [] : new Set([turn % size, (turn + Math.floor(size / 2)) % size])
  if (size === 1) bad.set(0, fault)
  for (const probe of probes) if (await takes([probe], `.p${probe}`)) break
  if (results.size > 0) {
    const rest = [...batch.keys()].filter((place) => !results.has(place) && !bad.has(place))
    await narrow(rest, '', bad.size === 0)
  } else if (size > fewElements || turn < patience) throw maybeWritten(fault)
  // It may have begun to fail over everything meanwhile.
  if (inRow > 0 || results.size === 0) if (!(await answers())) throw maybeWritten(fault)
  return batch.flatMap((item, place) => {
    const error = bad.get(place)
    const result = error ? faulted(item, error) : results.get(place)
    return result === undefined ? [] : [result]
  })
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
