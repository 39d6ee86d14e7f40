import type { WorkspaceId } from '#core/model/ids.ts'
import type { Db } from '#db/open.ts'
import { firstWorkspace } from '#db/workspaces.ts'
import { type Chance, seededChance } from '#sandbox/kernel/chance.ts'
import { createSandbox, type Loaded, type Sandbox } from '#sandbox/sandbox.ts'
import type { Seed } from '#sandbox/seed.ts'
import type { Engine } from '#sync/engine.ts'
import { unauthorised } from './authority.ts'
import { type SimClock, simClock } from './clock.ts'
import { type Commits, createCommits } from './commits.ts'
import { createProcess, type Process } from './engine.ts'
import { createHands, type Hands } from './hands.ts'
import { watchLate } from './late.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createLife, type Life } from './life.ts'
import { createListener } from './listener.ts'
import { count, type Reach } from './reach.ts'
import type { SimDatabase } from './store.ts'
import { CommitRefused } from './store.ts'
import type { Trace } from './trace.ts'
import { createTrace } from './trace.ts'
import { createWire, type EngineCall, urls, type Wire, type WireFault } from './wire.ts'
import { noteAnswer } from './wire-reach.ts'

/** Something that must never happen, in words. */
export class Violation extends Error {
  override readonly name = 'Violation'
}

/** Both vendors, the product between them, and the people who work on all three; all from one seed. */
export interface World {
  readonly seed: number
  readonly chance: Chance
  readonly clock: SimClock
  readonly trace: Trace
  readonly reach: Reach
  readonly sandbox: Sandbox
  readonly keys: Loaded
  /** The people who work at the vendors. */
  readonly hands: Hands
  readonly ledger: Ledger
  /** Calls of the engine before the first plan was approved; null until then. */
  approvedAt: number | null
  /** Writes that nothing stored stands behind. */
  readonly unauthorised: readonly string[]
  readonly wire: Wire
  readonly commits: Commits
  /** For looking; what is done through it is neither counted nor disturbed. */
  readonly db: Db
  readonly skewMs: number
  readonly process: Process
  /** How often the engine died. */
  readonly deaths: number
  /** What went wrong that nobody provoked. */
  readonly faults: string[]
  /** Lets everything run until `ms` from now, restarting the engine when it died. */
  pass(ms: number): Promise<void>
  /** Has the engine do something for a person; again after a crash, unless `once`: then null. */
  perform<T>(what: string, work: (engine: Engine) => Promise<T>): Promise<T>
  workspaceId(): Promise<WorkspaceId>
  /** Ends the engine's life, so that the next world has the database to itself. */
  end(): Promise<void>
}

const startMs = Date.UTC(2026, 10, 22, 1)
/** Looking this often without anything happening means that everything waits for time. */
const quietLooks = 3
const deathsMax = 40

export interface WorldOptions {
  readonly seed: number
  readonly records: (chance: Chance) => Seed
  readonly skewMs: (chance: Chance) => number
  readonly print: ((line: string) => void) | null
}

export async function createWorld(database: SimDatabase, options: WorldOptions): Promise<World> {
  const { seed } = options
  await database.reset(seed)
  const faults: string[] = []
  const strays: string[] = []
  const fault = (thrown: unknown) =>
    faults.push(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown))
  const clock = simClock(startMs, fault)
  const trace = createTrace(clock.now, options.print)
  const reach: Reach = new Map()
  const chance = seededChance(seed * 7 + 1)
  const engineChance = seededChance(seed * 7 + 2)
  const skewMs = options.skewMs(chance)
  const listener = createListener(trace, reach)
  const sandbox = createSandbox({
    clock,
    seed: seed * 7 + 3,
    capsuleUrl: urls.capsule,
    xeroUrl: urls.xero,
    fetch: (input, init) =>
      listener.take(new Request(input, init), current?.life.dead === false ? current : null),
  })
  const records = options.records(seededChance(seed * 7 + 4))
  const partyIds = sandbox.capsule.seed(records.capsule)
  const keys: Loaded = { partyIds, contactIds: sandbox.xero.seed(records.xero, partyIds) }
  let motion = 0
  const late = watchLate(database)
  const wire = createWire({
    sandbox,
    clock,
    trace,
    chance: seededChance(seed * 7 + 5),
    moved: () => motion++,
    async onWrite(call) {
      const why = await unauthorised(database.db, call)
      if (why) strays.push(why)
    },
    onCall: (call: EngineCall) => noteAnswer(reach, wire.calls, call),
    onFault: (struck) => countWire(reach, struck.kind),
    seen: late.before,
    async afterLate() {
      faults.push(...(await late.older()))
    },
  })
  const commits = createCommits(trace, reach)
  let current: Process | null = null
  let inFlight = 0
  let deaths = 0
  let laneTurns = 0
  let polledAt = 0

  async function live(): Promise<Process> {
    for (;;) {
      inFlight = 0
      const life: Life = createLife(deaths + 1)
      const store = database.connect(life, {
        atCommit: commits.fate,
        moved(by) {
          if (life.dead) return
          motion++
          inFlight += by
        },
      })
      const making = createProcess({
        life,
        store,
        clock,
        skewMs,
        chance: engineChance,
        fetch: wire.fetchOf(life),
        onLog(level, facts, message) {
          if (life.dead) return
          trace.note(`log ${level} ${message}`)
          if (level === 'error') faults.push(`${message} ${JSON.stringify(facts)}`)
        },
        onLane(what, detail) {
          if (life.dead) return
          laneTurns++
          trace.note(
            `lane ${what}${detail === null ? '' : ` ${detail instanceof Error ? detail.message : detail}`}`,
          )
          if (what === 'fails' && !(detail instanceof CommitRefused)) fault(detail)
        },
      })
      const made = await Promise.race([making, life.died])
      if (made && !life.dead) {
        current = made
        await Promise.race([made.start(), life.died])
        if (!life.dead) return made
      }
      await mourn('while starting')
    }
  }

  async function mourn(when: string) {
    deaths++
    trace.note(`the engine died ${when}`)
    count(reach, 'crash')
    if (when === 'while starting') count(reach, 'crash while starting')
    if (deaths > deathsMax) throw new Violation(`the engine died ${deaths} times`)
    commits.forget()
    // Who has just died may die again before it is up.
    if (deaths <= 2 && chance.next() < 0.25) commits.crashIn(chance.int(1, 12), 'crash_after')
    // What a transaction of the dead left is rolled back before anybody looks.
    for (let i = 0; i < quietLooks; i++) await turn()
    const sent = await database.db.selectFrom('operation').select('id').where('state', '=', 'sent').execute()
    count(reach, 'crash between intent and outcome', sent.length > 0 ? 1 : 0)
  }

  /** Everything has run as far as it can without time passing, or the engine is dead. */
  async function quiet(process: Process): Promise<void> {
    let seen = -1
    for (let still = 0; still < quietLooks; ) {
      await turn()
      if (process.life.dead) return
      still = motion === seen && inFlight <= 0 ? still + 1 : 0
      seen = motion
    }
  }

  /** Runs until `done`, or until then; true when done. */
  async function drive(done: () => boolean, untilMs: number): Promise<boolean> {
    for (;;) {
      const process = current ?? (await live())
      await quiet(process)
      if (faults.length > 0) throw new Violation(faults.join('\n'))
      if (process.life.dead) {
        await mourn('')
        current = null
        continue
      }
      if (done()) return true
      const due = clock.nextDue()
      if (due !== null && due <= untilMs) {
        clock.moveTo(due)
        if (process.due) await process.poll()
        continue
      }
      clock.moveTo(untilMs)
      if (!process.due && clock.now() - polledAt < pollEveryMs) return done()
      polledAt = clock.now()
      const before = motionOf(process)
      await process.poll()
      await quiet(process)
      if (process.life.dead || motionOf(process) !== before || (clock.nextDue() ?? Infinity) <= untilMs)
        continue
      return done()
    }
  }
  const motionOf = (process: Process) => `${laneTurns} ${process.active}`

  async function perform<T>(what: string, work: (engine: Engine) => Promise<T>): Promise<T> {
    for (;;) {
      const process = current ?? (await live())
      trace.note(`person ${what}`)
      const outcome: Outcome<T> = { ended: null }
      work(process.engine).then(
        (value) => {
          outcome.ended = { value }
        },
        (thrown: unknown) => {
          outcome.ended = { thrown }
        },
      )
      const limit = clock.now() + patienceMs
      await drive(() => outcome.ended !== null || process.life.dead || process !== current, limit)
      const { ended } = outcome
      if (ended === null) {
        if (process === current && !process.life.dead)
          throw new Violation(`"${what}" did not end within ${patienceMs / 60_000} minutes`)
        continue
      }
      if ('thrown' in ended) {
        if (ended.thrown instanceof CommitRefused) continue
        throw ended.thrown
      }
      return ended.value
    }
  }

  await live()
  return {
    seed,
    chance,
    clock,
    trace,
    reach,
    sandbox,
    keys,
    hands: createHands(sandbox),
    ledger: createLedger(),
    approvedAt: null,
    unauthorised: strays,
    wire,
    commits,
    db: database.db,
    skewMs,
    get process() {
      if (!current) throw new Violation('nobody is alive')
      return current
    },
    get deaths() {
      return deaths
    },
    faults,
    async pass(ms) {
      await drive(() => false, clock.now() + ms)
    },
    perform,
    async end() {
      current?.life.end()
      for (let i = 0; i < quietLooks; i++) await turn()
    },
    async workspaceId() {
      const workspace = await firstWorkspace(database.db)
      if (!workspace) throw new Violation('the installation is not claimed')
      return workspace.id
    },
  }
}

/** What is to be done at once the queue is told of; the rest it finds by looking this often. */
const pollEveryMs = 2_000

/** A person gives up after this long. */
const patienceMs = 30 * 60_000

interface Outcome<T> {
  ended: { readonly value: T } | { readonly thrown: unknown } | null
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

function countWire(reach: Reach, kind: WireFault['kind']) {
  if (kind === 'refused') count(reach, 'connection refused')
  if (kind === 'lost') count(reach, 'answer lost by the wire')
  if (kind === 'timeout') count(reach, 'timeout')
  if (kind === 'older') count(reach, 'older answer')
}
