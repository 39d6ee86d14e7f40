import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { endBy, runQuietly } from './child.mjs'
import { fingerprint } from './fingerprint.mjs'
import { withLock } from './lock.mjs'
import { notes, root } from './paths.mjs'
import { localNode, tool } from './tools.mjs'
import { SetupError, say, secondsSince } from './words.mjs'

/** Inside the built app, which every build empties first: a cut-off build has none. */
const stamp = join(root, 'web', 'dist', '.sources')

const sources = () =>
  fingerprint(['web', 'src/api', 'src/core', 'package-lock.json'], (name) =>
    /^web\/dist\/|\.test\.tsx?$|\.tsbuildinfo$/.test(name),
  )

/** Builds the web app when its sources changed since the last time. */
export async function ensureWeb() {
  if (isBuilt(sources())) return
  await withLock(join(notes, 'lock'), async (addProcess) => {
    const wanted = sources()
    if (!isBuilt(wanted)) await build(wanted, addProcess)
  })
}

const isBuilt = (wanted) => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted

async function build(wanted, addProcess) {
  const since = Date.now()
  say('Building the web app.')
  const { ok, output, signal } = await runQuietly(localNode(), [tool('vite'), 'build', 'web'], {
    onStart: addProcess,
  })
  if (!ok) {
    if (signal) endBy(signal)
    throw new SetupError(
      `${output.trim()}\n\nThe web app could not be built. If you changed nothing under web/ or src/, "git status" shows what differs from the version you got.`,
    )
  }
  writeFileSync(stamp, wanted)
  say(`Web app built in ${secondsSince(since)}.`)
}
