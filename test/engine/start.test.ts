import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from '#db/migrate.ts'
import { openPglite } from '#db/open.ts'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'counterpart-start-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly code: number | null
  readonly output: string
}

/** Starts the product as an operator does, with nothing in its environment but this; ends when it ends. */
function start(env: Record<string, string>, args: readonly string[] = ['serve']): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], {
      env: { PATH: process.env.PATH ?? '', HOME: folder, COUNTERPART_DEMO: '0', PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        // It must not serve: whoever sees it ready need not wait for it to end.
        if (text.includes('ready')) child.kill('SIGKILL')
      })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}

/** Words for an operator and nothing else: no stack, no file of ours. */
function expectWords(ended: Ended, words: RegExp) {
  expect(ended.output).toMatch(words)
  expect(ended.output).not.toMatch(/\n\s+at |\.ts:\d+|node:internal|Error:/)
  expect(ended.code).toBe(1)
}

test('all faults of the environment are told at once', async () => {
  const ended = await start({
    PORT: 'eighty',
    PUBLIC_URL: 'counterpart',
    COUNTERPART_KEY: 'short',
    CAPSULE_CLIENT_ID: 'only-half',
    XERO_WEBHOOK_KEY: 'k',
    DATABASE_URL: 'mysql://somewhere',
    LOG_LEVEL: 'loud',
    SANDBOX_XERO_PORT: '70000',
  })
  expectWords(ended, /8 faults/)
  for (const name of [
    'PORT',
    'PUBLIC_URL',
    'COUNTERPART_KEY',
    'CAPSULE_CLIENT_SECRET',
    'XERO_WEBHOOK_KEY',
    'DATABASE_URL',
    'LOG_LEVEL',
    'SANDBOX_XERO_PORT',
  ])
    expect(ended.output).toMatch(new RegExp(`- ${name}\\b`))
})

test('a command that does not exist names those that do', async () => {
  const ended = await start({}, ['dance'])
  expect(ended.output).toMatch(/no command "dance".*serve/)
  expect(ended.code).toBe(2)
})

test('a data folder that cannot be written', async () => {
  const file = join(folder, 'a-file')
  writeFileSync(file, '')
  expectWords(
    await start({ COUNTERPART_DATA: join(file, 'data') }),
    /data folder .*a-file.data cannot be written/,
  )
  expectWords(await start({ COUNTERPART_DATA: file }), /data folder .*a-file cannot be written/)
})

test('a data folder that another process uses', async () => {
  const dataDir = join(folder, 'used')
  mkdirSync(dataDir)
  writeFileSync(join(dataDir, 'lock'), `${process.pid}\n`)
  expectWords(
    await start({ COUNTERPART_DATA: dataDir }),
    new RegExp(`Another Counterpart \\(process ${process.pid}\\) uses the data folder`),
  )
})

test('a database that cannot be reached', async () => {
  const ended = await start({
    COUNTERPART_DATA: join(folder, 'postgres'),
    DATABASE_URL: 'postgres://somebody:sesame@127.0.0.1:1/none',
  })
  expectWords(ended, /PostgreSQL cannot be reached with DATABASE_URL/)
  expect(ended.output).not.toContain('sesame')
})

test('a database that a newer version wrote, a port in use, and a key that is damaged', async () => {
  const dataDir = join(folder, 'newer')
  {
    await using store = await openPglite({ dataDir })
    await migrate(store)
    await sql`insert into schema_migration (name) values ('9999_from_the_future.sql')`.execute(store.db)
  }
  expectWords(
    await start({ COUNTERPART_DATA: dataDir }),
    /database is newer than this program \(it has 9999_from_the_future\.sql\)/,
  )
  {
    await using store = await openPglite({ dataDir })
    await sql`delete from schema_migration where name like '9999%'`.execute(store.db)
  }

  const other = createServer()
  const port = await new Promise<number>((resolve) => {
    other.listen(0, '127.0.0.1', () => {
      const address = other.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  const busy = await start({ COUNTERPART_DATA: dataDir, PORT: String(port) })
  other.close()
  expectWords(busy, new RegExp(`Port ${port} is in use by another program`))

  writeFileSync(join(dataDir, 'key'), 'not a key\n')
  expectWords(await start({ COUNTERPART_DATA: dataDir }), /key file .*key is damaged/)
})
