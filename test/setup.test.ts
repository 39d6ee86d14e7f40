import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'counterpart-setup-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const script = (name: string) => fileURLToPath(new URL(`../scripts/${name}`, import.meta.url))
const lockModule = new URL('../scripts/setup/lock.mjs', import.meta.url).href

/** Takes the lock and writes when it had it, giving the others every chance to interfere. */
const holder = (dir: string, log: string) => `
  import { appendFileSync } from 'node:fs'
  const { withLock } = await import('${lockModule}')
  await withLock(${JSON.stringify(dir)}, async () => {
    appendFileSync(${JSON.stringify(log)}, 'begin ' + process.pid + '\\n')
    for (let n = 0; n < 100; n++) await new Promise((resolve) => setImmediate(resolve))
    appendFileSync(${JSON.stringify(log)}, 'end ' + process.pid + '\\n')
  })`

const runModule = (code: string) => promisify(execFile)(process.execPath, ['--input-type=module', '-e', code])

test('starts at the same time set the folder up one after another', async () => {
  const [dir, log] = [join(folder, 'lock'), join(folder, 'log')]
  await Promise.all([1, 2, 3, 4].map(() => runModule(holder(dir, log))))
  const lines = readFileSync(log, 'utf8').trim().split('\n')
  expect(lines).toHaveLength(8)
  for (let n = 0; n < 8; n += 2) {
    expect(lines[n]).toMatch(/^begin/)
    expect(lines[n + 1]).toBe(lines[n]?.replace('begin', 'end'))
  }
  expect(readdirSync(folder)).toEqual(['log'])
})

test('the lock of a start that was killed is taken over', async () => {
  const [dir, log] = [join(folder, 'left'), join(folder, 'left-log')]
  const dead = spawnSync(process.execPath, ['-e', '0']).pid
  mkdirSync(dir)
  writeFileSync(join(dir, 'pids'), String(dead))
  await runModule(holder(dir, log))
  expect(readFileSync(log, 'utf8')).toMatch(/^begin \d+\nend \d+\n$/)
})

interface Counted {
  readonly status: number | null
  readonly last: string | undefined
}

function count(text: string): Counted {
  const file = join(folder, 'results.json')
  writeFileSync(file, text)
  const { status, stdout } = spawnSync(process.execPath, [script('count-tests.mjs'), file], {
    encoding: 'utf8',
  })
  return { status, last: stdout.trim().split('\n').at(-1) }
}

const results = (passed: number, failed: number, skipped: number, testResults: readonly unknown[] = []) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: skipped,
    numTodoTests: 0,
    testResults,
  })

test.each<[string, string, Counted]>([
  ['all well', results(3, 0, 1), { status: 0, last: '3 passed, 0 failed, 1 skipped' }],
  ['a failure', results(3, 1, 0), { status: 1, last: '3 passed, 1 failed, 0 skipped' }],
  ['nothing ran', results(0, 0, 2), { status: 1, last: '0 passed, 0 failed, 2 skipped' }],
  ['no results', '', { status: 1, last: '' }],
  [
    'a file that cannot be loaded',
    results(3, 0, 0, [{ name: 'x.test.ts', status: 'failed', assertionResults: [] }]),
    { status: 1, last: '3 passed, 0 failed, 0 skipped' },
  ],
])('the count of tests tells the truth: %s', (_case, text, expected) => {
  expect(count(text)).toEqual(expected)
})
