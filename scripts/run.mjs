#!/usr/bin/env node
// What every `npm` command of this project goes through. It needs nothing but Node 20 and npm: it installs and
// builds what is missing or out of date, says so, then hands over to the Node version the program is made for.

import { checks } from './setup/checks.mjs'
import { hold, run } from './setup/child.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { localNode, tool } from './setup/tools.mjs'
import { ensureWeb } from './setup/web.mjs'
import { SetupError } from './setup/words.mjs'

const [command, ...args] = process.argv.slice(2)

/**
 * Room for what lives shortly: with less of it what requests leave behind is swept with everything else, and one in a
 * thousand waits 50 ms for that; with more a first comparison peaks higher. Busy functions of the embedded database
 * are compiled with less work when none is put into another.
 */
const serverFlags = ['--min-semi-space-size=8', '--max-semi-space-size=16', '--no-wasm-inlining']

const commands = {
  serve: async () => {
    await ensureWeb()
    return run(localNode(), [...serverFlags, 'src/cli/main.ts', 'serve', ...args])
  },
  sandbox: () => run(localNode(), ['src/sandbox/main.ts', ...args]),
  bench: async () => {
    await ensureWeb()
    // What it starts in processes of their own, it starts with the flags it has itself.
    return run(localNode(), [...serverFlags, 'test/bench/main.ts', ...args])
  },
  sim: () => run(localNode(), ['test/sim/main.ts', ...args]),
  nodes: () => run(localNode(), ['test/nodes/main.ts', ...args]),
  mutate: () => run(localNode(), ['test/mutation/main.ts', ...args]),
  contract: () => run(localNode(), ['test/contract/main.ts', ...args]),
  check: () => checks(),
  test: async () => {
    await ensureWeb()
    // Arguments choose some tests, so the whole-project checks would only be in the way.
    const checked = args.length > 0 ? 0 : await checks()
    const tested = await run(localNode(), [tool('vitest'), 'run', ...args])
    if (checked !== 0) console.error('\nThe tests ran, but the checks above found something to fix.')
    return tested || checked
  },
  'test:postgres': async () => {
    await ensureWeb()
    process.env.COUNTERPART_TEST_STORE = 'postgres'
    return run(localNode(), [tool('vitest'), 'run', ...args])
  },
}

async function main() {
  const action = command === undefined ? undefined : commands[command]
  if (!action) {
    throw new SetupError(
      `Unknown command "${command ?? ''}". Choose one of: ${Object.keys(commands).join(', ')}.`,
    )
  }
  const [major] = process.versions.node.split('.').map(Number)
  if (major < 20) {
    throw new SetupError(
      `This is Node ${process.versions.node}; Counterpart needs Node 20 or newer to set itself up. Get it from https://nodejs.org.`,
    )
  }
  await ensureInstalled()
  return action()
}

hold()
try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
