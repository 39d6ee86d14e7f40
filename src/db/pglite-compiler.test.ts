import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/** What V8 says of each function that it compiles better than at first. */
const better = /#\d+ using TurboFan, .* and (\d+) \/ \d+ max\/total bytes/g

test('busy functions of the embedded database are compiled once more, and none of them takes much room', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'counterpart-compiler-'))
  try {
    const script = fileURLToPath(new URL('../../test/store/busy-database.ts', import.meta.url))
    const text = await printed([...process.execArgv, '--trace-wasm-compilation-times', script, folder])
    const bytes = [...text.matchAll(better)].map(([, max]) => Number(max))
    expect(bytes.length).toBeGreaterThan(50)
    // The parser was busy all the while, and is none of them.
    expect(Math.max(...bytes)).toBeLessThan(100_000_000)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

function printed(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    child.once('error', reject)
    child.once('exit', (code) => (code === 0 ? resolve(text) : reject(new Error(`it ended with ${code}`))))
  })
}
