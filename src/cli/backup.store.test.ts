import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { z } from 'zod'
import { keyFromFile } from '#db/key-file.ts'
import { moveStore } from '#db/move.ts'
import { openFiles } from '#db/open.ts'
import { keyIdOf } from '#db/secrets.ts'
import { createApp } from '#server/app.ts'
import { createBackups } from '#server/backups.ts'
import { type Harness, startHarness } from '../../test/engine/harness.ts'
import { openTestStore } from '../../test/store.ts'
import { backupCommand, byServer } from './backup.ts'
import { Fault } from './fault.ts'
import { moveCommand } from './move.ts'
import { createOperator } from './operator.ts'
import { restoreCommand } from './restore.ts'

let h: Harness
let folder: string
/** An installation that was stopped. */
let dataDir: string
let parties: number

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'counterpart-cli-'))
  dataDir = join(folder, 'data')
  mkdirSync(dataDir)
  const store = await openFiles(join(dataDir, 'database'))
  h = await startHarness({ key: keyFromFile(dataDir) })
  await h.connectBoth()
  await h.settle()
  parties = (await h.db.selectFrom('mirror_party').select('id').execute()).length
  await moveStore(h.store, store)
  await store.close()
})
afterAll(async () => {
  await h[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

function counterpart(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const main = fileURLToPath(new URL('main.ts', import.meta.url))
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [main, ...args],
      // No server answers at port 1.
      { env: { PATH: process.env.PATH ?? '', COUNTERPART_DATA: dataDir, PORT: '1', ...env } },
      (_error, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
    )
  })
}

const commands = { backup: backupCommand, restore: restoreCommand, move: moveCommand }

/** The same in this process, which is faster: each command runs as a process of its own once. */
async function here(command: keyof typeof commands, ...args: readonly string[]): Promise<Ended> {
  vi.stubEnv('COUNTERPART_DATA', dataDir)
  vi.stubEnv('PORT', '1')
  let out = ''
  const said = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text
    return true
  })
  try {
    await commands[command](args)
    return { code: 0, out, err: '' }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { code: error.exitCode, out, err: error.message }
  } finally {
    said.mockRestore()
    vi.unstubAllEnvs()
  }
}

/** Commands make and open databases. */
const patience = 240_000

const Done = z.object({ counts: z.record(z.string(), z.int()) })

// These have the built-in database in files, whatever store the tests are about.
if (inject('storeKind') === 'pglite') {
  test('backed up without a server, restored elsewhere with its key, and its key changed there', {
    timeout: patience,
  }, async () => {
    const file = join(folder, 'my.backup')
    mkdirSync(join(dataDir, 'backups', '.making-one-that-was-killed'), { recursive: true })
    const made = await counterpart(['backup', file])
    expect(made).toMatchObject({ code: 0, err: '' })
    const keyId = keyIdOf(keyFromFile(dataDir))
    expect(made.out).toContain(`sealed with the key ${keyId}`)
    expect(readdirSync(join(dataDir, 'backups'))).toEqual([expect.stringMatching(/^counterpart-.*\.backup$/)])
    expect((await here('backup', file)).err).toContain('exists already, and is not overwritten')

    const wrongKey = join(folder, 'wrong-key')
    writeFileSync(wrongKey, Buffer.alloc(32, 4).toString('base64'))
    const wrong = await here('restore', file, '--data', join(folder, 'wrong'), '--key', wrongKey)
    expect(wrong.out).toContain(`the key ${keyId}, which is not here`)
    expect(wrong.out).toContain(`The file you named holds the key ${keyIdOf(Buffer.alloc(32, 4))}.`)

    const keyCopy = join(folder, 'key-copy')
    copyFileSync(join(dataDir, 'key'), keyCopy)
    const whole = join(folder, 'whole')
    const restored = await counterpart(['restore', file, '--data', whole, '--key', keyCopy])
    expect(restored).toMatchObject({ code: 0, err: '' })
    expect(restored.out).toContain(`the key ${keyId}, which is there`)
    expect(keyFromFile(whole)).toEqual(keyFromFile(dataDir))

    const again = await here('restore', file, '--data', whole)
    expect(again).toMatchObject({ code: 1, out: '' })
    expect(again.err).toContain('does not overwrite it')

    const rotated = await counterpart(['rotate-key', '--json'], { COUNTERPART_DATA: whole })
    expect(rotated).toMatchObject({ code: 0, err: '' })
    const { keyId: next, sealed } = z
      .object({ keyId: z.string(), sealed: z.int(), unopened: z.literal(0) })
      .parse(JSON.parse(rotated.out))
    expect(sealed).toBeGreaterThan(1)
    expect(keyIdOf(keyFromFile(whole))).toBe(next)
    expect(next).not.toBe(keyId)
  })

  test('what is asked for in the wrong way, or cannot be, is said in words', async () => {
    const broken = join(folder, 'broken.backup')
    writeFileSync(broken, 'no backup')
    const cases: readonly (readonly [Parameters<typeof here>, number, RegExp])[] = [
      [['restore'], 2, /Name one backup/],
      [['restore', broken], 2, /--data FOLDER or --to/],
      [['restore', join(folder, 'nowhere'), '--data', join(folder, 'x')], 1, /There is no file/],
      [['restore', broken, '--data', join(folder, 'x')], 1, /no backup of Counterpart/],
      [['move', '--to', 'mysql://localhost/x'], 2, /begins with postgres/],
      [['move', '--to', 'postgres://nobody@127.0.0.1:1/x'], 1, /PostgreSQL cannot be reached/],
      [['backup', 'one', 'two'], 2, /Name one file/],
      [['backup', '--colour'], 2, /Usage: counterpart backup/],
    ]
    for (const [args, code, words] of cases)
      expect(await here(...args), args.join(' ')).toEqual({
        code,
        out: '',
        err: expect.stringMatching(words),
      })
    // As the operator sees it.
    for (const name of Object.keys(commands))
      expect(await counterpart([name, '--colour'])).toEqual({
        code: 2,
        out: '',
        err: expect.stringMatching(new RegExp(`Usage: counterpart ${name}`)),
      })
    expect(existsSync(join(folder, 'x'))).toBe(false)
    const empty = await counterpart(['backup'], { COUNTERPART_DATA: join(folder, 'x') })
    expect(empty).toMatchObject({ code: 1, out: '' })
    expect(empty.err).toContain('There is no database')
  })
}

test('a running server makes it when it is asked, and says why when it cannot', async () => {
  const into = join(folder, 'of-server')
  const backups = createBackups(
    { ...h.engine, store: h.store },
    { folder: into, daily: false, keep: 7, keyId: h.vault.keyId },
  )
  const app = createApp({ ...h.context, operatorToken: 'token', backups })
  const operator = createOperator(h.server.url, ['token'], async (request) => app.fetch(request))
  const wait = () => new Promise<void>((resolve) => setTimeout(resolve, 20))
  const made = await byServer(operator, wait)
  expect(existsSync(made.file)).toBe(true)
  expect(made.keyId).toBe(h.vault.keyId)
  rmSync(into, { recursive: true })
  writeFileSync(into, 'a file where the folder should be')
  await expect(byServer(operator, wait)).rejects.toThrow(/failed|cannot/)
  await backups.end()
})

// On the other store there is no server to move to; there `test/engine/backup.store.test.ts` moves between stores.
if (inject('storeKind') === 'postgres') {
  test('the built-in database moves to PostgreSQL by one command', { timeout: patience }, async () => {
    await using target = await openTestStore()
    const url = target.bossOptions.connectionString ?? ''
    const from = join(folder, 'moving')
    const file = join(folder, 'moving.backup')
    expect((await here('backup', file)).code).toBe(0)
    expect((await here('restore', file, '--data', from)).code).toBe(0)
    const moved = await counterpart(['move', '--to', url, '--json'], { COUNTERPART_DATA: from })
    expect(moved).toMatchObject({ code: 0, err: '' })
    expect(Done.parse(JSON.parse(moved.out)).counts.mirror_party).toBe(parties)
    expect(await target.db.selectFrom('mirror_party').select('id').execute()).toHaveLength(parties)
    expect(readdirSync(from).filter((name) => name.startsWith('database'))).toEqual([
      expect.stringMatching(/^database\.moved-/),
    ])
    const again = await here('move', '--to', url)
    expect(again).toMatchObject({ code: 1, out: '' })
    expect(again.err).toContain('holds data of Counterpart already')
    const onto = await here('restore', file, '--to', url)
    expect(onto).toMatchObject({ code: 1, out: '' })
    expect(onto.err).toContain('holds data of Counterpart already')
  })
}
