import { isOwnFault, type RemoteError } from './remote-error.ts'

/** Failures in a row after which the vendor is asked for something else. */
const failuresInRow = 4

export interface Apart<Id> {
  /** Hears of a record over which the vendor fails while it answers otherwise; it is in no answer. */
  readonly unreadable: (id: Id, error: RemoteError) => void
  /** Asks whether the vendor answers a call that has nothing to do with these records. */
  readonly answers: () => Promise<boolean>
}

/**
 * Reads records together, and where the vendor itself fails while it answers otherwise, the halves by themselves until
 * those over which it fails stand alone: at most two calls for each of them and each time the list can be halved.
 *
 * @param read  `attemptsMax` as in `ExchangeRequest`
 * @throws RemoteError when the vendor fails over everything, or for another reason
 */
export async function readApart<Id, Row>(
  ids: readonly Id[],
  read: (ids: readonly Id[], attemptsMax?: number) => Promise<readonly Row[]>,
  { unreadable, answers }: Apart<Id>,
): Promise<Row[]> {
  const rows: Row[] = []
  let inRow = 0

  async function part(own: readonly Id[], attemptsMax?: number): Promise<void> {
    const [first] = own
    if (first === undefined) return
    try {
      rows.push(...(await read(own, attemptsMax)))
      inRow = 0
      return
    } catch (error) {
      if (!isOwnFault(error)) throw error
      // At the beginning, and then now and again: it may have begun to fail over everything.
      if (inRow++ % failuresInRow === 0 || own.length === 1) if (!(await answers())) throw error
      if (own.length === 1) return unreadable(first, error)
    }
    const middle = Math.ceil(own.length / 2)
    await part(own.slice(0, middle), 1)
    await part(own.slice(middle), 1)
  }

  await part(ids)
  return rows
}
