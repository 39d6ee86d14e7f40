import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Backups as BackupsView } from '#api/backups.ts'
import { BackupError, madeAtOf, makeBackup, removeUnfinished } from '#db/backup.ts'
import type { Store } from '#db/open.ts'
import { listWorkspaceIds } from '#db/workspaces.ts'
import { tellBackup } from '#sync/alerts.ts'
import type { Engine } from '#sync/engine.ts'
import type { BackupConfig } from './env.ts'

export interface Backups {
  view(): Promise<BackupsView>
  /** Begins one; while one is being made that one serves. */
  begin(): void
  /** Makes one when it is time; asked every minute. */
  look(): Promise<void>
  /** Gives up what is being made. */
  end(): Promise<void>
}

export interface BackupsOptions extends BackupConfig {
  readonly keyId: string
  /** Makes one; tests name another way. */
  readonly make?: typeof makeBackup
}

/** Of the last try that made none. */
const Failure = z.object({ at: z.iso.datetime(), words: z.string() })
type Failure = z.infer<typeof Failure>
const failureFile = 'last-failure.json'

const minuteMs = 60_000
/** A start has other things to do. */
const afterStartMs = 10 * minuteMs
const againAfterMs = 60 * minuteMs
/** In the time of the machine: few people work then, and figures of the day before are in. */
const nightHour = 2
const nightMinute = 30

/** Backups of the whole installation, each night and when somebody asks. What went wrong is told as an alert. */
export function createBackups(
  engine: Pick<Engine, 'db' | 'now' | 'log' | 'uuid'> & { readonly store: Store },
  { folder, daily, keep, keyId, make = makeBackup }: BackupsOptions,
): Backups {
  const startedAt = engine.now()
  const isDaily = daily ?? engine.store.kind === 'pglite'
  const stop = new AbortController()
  let running: { readonly since: Date; readonly done: Promise<void> } | null = null

  async function known(): Promise<BackupsView['backups']> {
    const names = await namesIn(folder)
    const found: BackupsView['backups'] = []
    for (const name of names) {
      const madeAt = madeAtOf(name)
      if (madeAt !== null) found.push({ name, madeAt, bytes: (await stat(join(folder, name))).size })
    }
    return found.sort((a, b) => (a.madeAt < b.madeAt ? 1 : -1))
  }

  async function lastFailure(): Promise<Failure | null> {
    try {
      return Failure.parse(JSON.parse(await readFile(join(folder, failureFile), 'utf8')))
    } catch {
      return null
    }
  }

  async function one(at: Date): Promise<void> {
    try {
      await removeUnfinished(folder)
      const made = await make(engine.store, folder, { madeAt: at.toISOString(), keyId }, stop.signal)
      engine.log.info({ bytes: made.bytes }, 'a backup was made and restored for a trial')
      await rm(join(folder, failureFile), { force: true })
      for (const { name } of (await known()).slice(keep)) await rm(join(folder, name), { force: true })
      await tell(null)
    } catch (error) {
      if (stop.signal.aborted) return
      const words = error instanceof BackupError ? error.message : String(error)
      engine.log.error({ error: words }, 'no backup could be made')
      await noteFailure({ at: at.toISOString(), words })
      await tell(`No backup could be made. ${words}`)
    }
  }

  async function noteFailure(failure: Failure): Promise<void> {
    unwritten = failure
    const draft = join(folder, `${failureFile}.draft`)
    try {
      await writeFile(draft, JSON.stringify(failure), { mode: 0o600 })
      await rename(draft, join(folder, failureFile))
      unwritten = null
    } catch {
      // The folder itself may be what is wrong; then it is known until the next start.
    }
  }
  let unwritten: Failure | null = null

  async function tell(words: string | null): Promise<void> {
    for (const id of await listWorkspaceIds(engine.db)) await tellBackup(engine, id, words)
  }

  function begin(): void {
    if (running || stop.signal.aborted) return
    const since = new Date(engine.now())
    unwritten = null
    const done = one(since)
      .catch((error: unknown) => engine.log.error({ error: String(error) }, 'a backup broke off'))
      .finally(() => {
        running = null
      })
    running = { since, done }
  }

  return {
    begin,
    async view() {
      return {
        backups: await known(),
        folder,
        daily: isDaily,
        keep,
        runningSince: running?.since.toISOString() ?? null,
        failure: unwritten ?? (await lastFailure()),
        keyId,
      }
    },
    async look() {
      const now = engine.now()
      if (!isDaily || running || now - startedAt < afterStartMs) return
      const failure = unwritten ?? (await lastFailure())
      if (failure && now - Date.parse(failure.at) < againAfterMs) return
      const [newest] = await known()
      if (newest && Date.parse(newest.madeAt) >= lastNight(now)) return
      if ((await listWorkspaceIds(engine.db)).length > 0) begin()
    },
    async end() {
      stop.abort()
      await running?.done
    },
  }
}

/** When it was last time for one. */
function lastNight(now: number): number {
  const night = new Date(now)
  night.setHours(nightHour, nightMinute, 0, 0)
  if (night.getTime() > now) night.setDate(night.getDate() - 1)
  return night.getTime()
}

/** Before the first one there is no folder; one that cannot be read shows when the next is made. */
const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])
