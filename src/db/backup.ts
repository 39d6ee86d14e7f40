import { execFile } from 'node:child_process'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { setPriority } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { dumpRows } from './backup-dump.ts'
import { type BackupContents, BackupHeader, backupHeader, backupWriter } from './backup-file.ts'
import { copyDatabaseFolder } from './backup-snapshot.ts'
import type { Db, Store } from './open.ts'

/** A backup could not be made; the message is for the operator. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
}

export interface MadeBackup extends BackupContents {
  readonly file: string
  readonly bytes: number
}

type About = Pick<BackupHeader, 'madeAt' | 'keyId'>

/**
 * Makes a backup while the store is in use, restores it into a scratch database to see that it can be, and only then
 * gives it its name.
 *
 * @param folder where it goes; what is needed meanwhile is kept there too
 * @param signal gives it up
 * @throws BackupError
 */
export async function makeBackup(
  store: Store,
  folder: string,
  about: About,
  signal?: AbortSignal,
): Promise<MadeBackup> {
  const name = backupName(about.madeAt)
  const work = join(folder, `${unfinished}${name}`)
  try {
    await mkdir(work, { recursive: true, mode: 0o700 })
    const draft = join(work, 'draft')
    const scratch = join(work, 'scratch')
    if (store.folder === undefined) await dumpToFile(store.db, draft, about)
    else {
      await store.deliveries.flush()
      await copyDatabaseFolder(store.db, store.folder, scratch, signal)
      await inProcess({ do: 'dump', from: scratch, file: draft, about }, signal)
    }
    const contents = await inProcess({ do: 'verify', file: draft, scratch }, signal)
    const file = join(folder, name)
    const { size } = await stat(draft)
    await rename(draft, file)
    return { ...contents, file, bytes: size }
  } catch (cause) {
    throw cause instanceof BackupError ? cause : faultOf(cause, folder)
  } finally {
    // What cannot be removed now is removed before the next one.
    await rm(work, { recursive: true, force: true }).catch(() => {})
  }
}

const unfinished = '.making-'

/** Removes what processes that were killed left in a folder; nobody else may be making a backup there. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => []))
    if (name.startsWith(unfinished)) await rm(join(folder, name), { recursive: true, force: true })
}

/** Everything of one moment, into a file that does not exist yet. */
export async function dumpToFile(db: Db, file: string, about: About): Promise<BackupContents> {
  const writer = backupWriter(file)
  try {
    let header: BackupHeader | null = null
    const { counts } = await dumpRows(
      db,
      { withSessions: false },
      async (migrations) => {
        header = backupHeader({ ...about, migrations: [...migrations] })
        await writer.write([JSON.stringify(header)])
      },
      (lines) => writer.write(lines),
    )
    await writer.end(counts)
    return { header: BackupHeader.parse(header), counts }
  } catch (error) {
    writer.abort()
    throw error
  }
}

const backupName = (madeAt: string): string =>
  `counterpart-${madeAt.slice(0, 19).replaceAll(':', '-')}Z.backup`

/** When a file of this name was made; null for other files. */
export function madeAtOf(file: string): string | null {
  const [, day, hours, minutes, seconds] =
    /^counterpart-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z\.backup$/.exec(basename(file)) ?? []
  return day === undefined ? null : `${day}T${hours}:${minutes}:${seconds}.000Z`
}

const Answer = z.union([
  z.object({ done: z.object({ header: BackupHeader, counts: z.record(z.string(), z.int()) }) }),
  z.object({ failed: z.object({ message: z.string(), code: z.string().nullable() }) }),
])

/** Yields to everything that people wait for. */
const lowPriority = 10

function inProcess(task: object, signal?: AbortSignal): Promise<BackupContents> {
  const worker = fileURLToPath(new URL('backup-worker.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [worker, JSON.stringify(task)],
      { ...(signal ? { signal } : {}), killSignal: 'SIGKILL' },
      (error, stdout) => {
        const answer = Answer.safeParse(parsed(stdout.trim().split('\n').at(-1) ?? ''))
        if (answer.success && 'done' in answer.data) resolve(answer.data.done)
        else if (answer.success && 'failed' in answer.data)
          reject(Object.assign(new Error(answer.data.failed.message), { code: answer.data.failed.code }))
        else reject(error ?? new Error('the process that makes backups said nothing'))
      },
    )
    try {
      if (child.pid !== undefined) setPriority(child.pid, lowPriority)
    } catch {
      // It ended already, or this system has no priorities.
    }
  })
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

function faultOf(cause: unknown, folder: string): BackupError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null
  switch (code) {
    case 'ENOSPC':
      return new BackupError(`There is not enough space in ${folder}. Free some, then back up again.`, {
        cause,
      })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
      return new BackupError(`${folder} cannot be written. Give this user write access to it.`, { cause })
    case 'ABORT_ERR':
      return new BackupError('It was broken off because Counterpart stopped.', { cause })
    default:
      return new BackupError(`It failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      })
  }
}
