import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { endBy, runQuietly } from './child.mjs'
import { fingerprint } from './fingerprint.mjs'
import { withLock } from './lock.mjs'
import { modules, notes } from './paths.mjs'
import { localNode, localNodePath } from './tools.mjs'
import { SetupError, say, secondsSince } from './words.mjs'

const stamp = join(notes, 'installed')
/** There while npm works: found later, it tells of an install that was cut off. */
const underWay = join(notes, 'installing')

const wanted = () => fingerprint(['package.json', 'package-lock.json', '.npmrc'])

/** Installs the packages when `package.json` or the lockfile changed since the last time. */
export async function ensureInstalled() {
  if (isCurrent()) return
  mkdirSync(notes, { recursive: true })
  await withLock(join(notes, 'lock'), async (addProcess) => {
    if (!isCurrent()) await install(addProcess)
  })
}

function isCurrent() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted()
}

async function install(addProcess) {
  const since = Date.now()
  // npm trusts the folders it finds, so what a cut-off install left half written has to go.
  if (existsSync(underWay)) clearModules()
  say(
    existsSync(stamp)
      ? 'The list of packages has changed: installing.'
      : 'Installing packages; the first time takes a minute or two.',
  )
  rmSync(stamp, { force: true })
  writeFileSync(underWay, '')
  // Not "npm ci": it refuses a lockfile that lacks other systems' optional packages. Nothing is saved, so a
  // start never changes a tracked file.
  await npm(['install', '--no-save', '--include=dev', '--include=optional'], addProcess)
  if (!existsSync(localNodePath())) await npm(['rebuild', 'node'], addProcess)
  localNode()
  rmSync(underWay)
  writeFileSync(stamp, wanted())
  say(`Packages installed in ${secondsSince(since)}.`)
}

function clearModules() {
  say('The last install was cut off: starting it again.')
  for (const name of readdirSync(modules)) {
    if (join(modules, name) !== notes) rmSync(join(modules, name), { recursive: true, force: true })
  }
}

async function npm(args, addProcess) {
  const [program, first, shell] = npmCommand()
  const { ok, output, signal } = await runQuietly(program, [...first, ...args, '--no-audit', '--no-fund'], {
    onStart: addProcess,
    shell,
  }).catch((error) => ({ ok: false, output: String(error), signal: null }))
  if (ok) return
  if (signal) endBy(signal)
  // npm has put everything back as it was.
  rmSync(underWay, { force: true })
  throw new SetupError(`${output.trim()}\n\nThe packages could not be installed. ${advice(output)}`)
}

function advice(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network/i.test(output)) {
    return 'The package registry cannot be reached: check the internet connection, or the proxy settings of npm ("npm config get proxy"), and start again.'
  }
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return 'This folder cannot be written: give your user write access to it, or clone it elsewhere, and start again.'
  }
  if (/ENOSPC/.test(output)) return 'The disk is full: free about 1 GB and start again.'
  if (/ENOENT/.test(output) && /npm/.test(output))
    return 'npm was not found: it comes with Node, see https://nodejs.org.'
  return 'npm says why above. Starting again is safe; if it keeps failing, remove the folder node_modules first.'
}

/** The npm that started us, or the one on the path. */
function npmCommand() {
  const running = process.env.npm_execpath
  if (running && basename(running) === 'npm-cli.js') return [process.execPath, [running], false]
  return process.platform === 'win32' ? ['npm.cmd', [], true] : ['npm', [], false]
}
