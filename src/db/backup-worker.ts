import { rmSync } from 'node:fs'
import { sql } from 'kysely'
import { z } from 'zod'
import { dumpToFile } from './backup.ts'
import { loadBackup } from './backup-restore.ts'
import { type Db, openFiles } from './open.ts'

/**
 * The heavy parts of a backup, in a process of their own that may use memory the server should not keep, and leaves
 * others their turn. The argument says what to do as JSON; the answer is a line of JSON.
 */
const Task = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('dump'),
    from: z.string(),
    file: z.string(),
    about: z.object({ madeAt: z.string(), keyId: z.string() }),
  }),
  z.object({ do: z.literal('verify'), file: z.string(), scratch: z.string() }),
])

async function work(task: z.infer<typeof Task>): Promise<unknown> {
  if (task.do === 'dump') {
    const store = await openFiles(task.from)
    try {
      return await dumpToFile(store.db, task.file, task.about)
    } finally {
      await store.close()
    }
  }
  try {
    const store = await openFiles(task.scratch)
    try {
      await clear(store.db)
      return await loadBackup(store, task.file)
    } finally {
      await store.close()
    }
  } finally {
    rmSync(task.scratch, { recursive: true, force: true })
  }
}

/** Making a database anew takes twice the memory of using one, so one that was copied is emptied instead. */
async function clear(db: Db): Promise<void> {
  await sql`drop schema if exists pgboss cascade`.execute(db)
  await sql`drop schema public cascade`.execute(db)
  await sql`create schema public`.execute(db)
}

try {
  const done = await work(Task.parse(JSON.parse(process.argv[2] ?? '')))
  process.stdout.write(`${JSON.stringify({ done })}\n`)
} catch (error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null
  const message = error instanceof Error ? error.message : String(error)
  process.stdout.write(`${JSON.stringify({ failed: { message, code } })}\n`)
  process.exitCode = 1
}
