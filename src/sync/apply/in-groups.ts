import type { CapsuleParty } from '#core/model/party.ts'
import { isOwnFault, type RemoteError } from '#core/remote/remote-error.ts'
import { markSent, releaseOperations } from '#db/operations.ts'
import type { StoredError } from '#db/tables.ts'
import type { Engine } from '../engine.ts'
import { observeParties } from '../observe.ts'
import type { Application, StoredOperation } from './application.ts'
import { faultedError, isOfRecord } from './bad-record.ts'
import { type Ended, finish } from './ending.ts'

/** Capsule takes one record a call; this many are under way at once. */
const atOnce = 4
/** Intents and outcomes of this many records share a commit. */
const perGroup = 12
/** Capsule failed over as many and took none: it is not the records. */
const failuresMax = 3

/** One call and the operations it carries out. */
export interface Job {
  readonly operations: readonly StoredOperation[]
  /** Makes the call; a fault that is not about this record is thrown. */
  run(): Promise<Done>
  /** What becomes of it when Capsule fails over this record alone; failed when left out. */
  setAside?(error: StoredError): Promise<Done>
}

export interface Done {
  readonly ended: readonly Ended[]
  /** What the vendor answered, to be kept as last seen. */
  readonly party?: CapsuleParty
  /** Part of the commit that records the outcome. */
  readonly also?: (tx: Engine['db']) => Promise<void>
}

/**
 * Makes calls to Capsule a few at a time, a group's intents committed before and its outcomes after. False when
 * time ran out first. The first fault stops all: what was done is recorded, what was not begun stays planned. Where
 * Capsule itself fails, others go on as long as it takes any, and what failed is looked at again by the caller's next
 * read, until it is known to be the record.
 */
export async function inGroups(
  engine: Engine,
  application: Application,
  jobs: readonly Job[],
  untilMs: number,
): Promise<boolean> {
  // Those never tried show whether Capsule takes any.
  const inTurn = jobs.toSorted((a, b) => triesOf(a) - triesOf(b))
  let failed: RemoteError | null = null
  let progressed = false
  for (let from = 0; from < inTurn.length; from += perGroup) {
    if (engine.now() >= untilMs) return false
    const group = inTurn.slice(from, from + perGroup)
    const ids = group.flatMap((job) => job.operations.map((operation) => operation.id))
    const sent = await markSent(engine.db, ids, new Date(engine.now()))
    // Of a record whose write was taken back in part the rest is looked at anew.
    const queue = group.filter((job) => job.operations.every((operation) => sent.has(operation.id)))
    await release(
      engine,
      group.filter((job) => !queue.includes(job)),
    )
    const done: Done[] = []
    const faults: unknown[] = []
    const failures: { readonly job: Job; readonly error: RemoteError }[] = []
    const worker = async () => {
      while (faults.length === 0 && engine.now() < untilMs) {
        const job = queue.shift()
        if (!job) return
        try {
          done.push(await job.run())
        } catch (fault) {
          if (isOwnFault(fault)) failures.push({ job, error: fault })
          if (!isOwnFault(fault) || (done.length === 0 && failures.length >= failuresMax)) faults.push(fault)
        }
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    progressed ||= done.length > 0
    for (const { job, error } of faults.length > 0 ? [] : failures) {
      failed ??= error
      const [operation] = job.operations
      if (operation && (await isOfRecord(engine, application, operation, error))) {
        done.push(await setAside(job, faultedError(error, operation, application)))
        progressed = true
      }
    }
    const parties = done.flatMap((each) => each.party ?? [])
    const { capsule, xero } = application.accounts
    if (parties.length > 0)
      await observeParties(
        engine.db,
        capsule.connection,
        new Date(engine.now()),
        parties,
        null,
        xero.connection.id,
      )
    await finish(
      engine,
      application,
      done.flatMap((each) => each.ended),
      async (tx) => {
        for (const each of done) await each.also?.(tx)
      },
    )
    await release(engine, queue)
    if (faults.length > 0) throw faults[0]
    if (queue.length > 0) return false
  }
  if (failed && !progressed) throw failed
  return true
}

const triesOf = ({ operations }: Job): number => Math.max(0, ...operations.map(({ attempts }) => attempts))

async function setAside(job: Job, error: StoredError): Promise<Done> {
  if (job.setAside) return job.setAside(error)
  return { ended: job.operations.map((operation) => ({ operation, state: 'failed', error })) }
}

/** No call was made for these: they are planned as before, unless an earlier call for them may have happened. */
async function release(engine: Engine, jobs: readonly Job[]): Promise<void> {
  const ids = jobs.flatMap((job) =>
    job.operations.flatMap((each) => (each.state === 'planned' ? [each.id] : [])),
  )
  await releaseOperations(engine.db, ids)
}
