import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { root } from './paths.mjs'
import { environment } from './tools.mjs'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
const parentPollMs = 250
let current = null
let interrupted = null

/** From now on a signal is for whatever we run; we end when that has ended, so nothing is left behind. */
export function hold() {
  for (const signal of signals) {
    process.on(signal, () => {
      interrupted ??= signal
      if (!current) process.exit(128 + constants.signals[signal])
      // A terminal sends Ctrl-C to the whole group: the child has it already, and twice can mean "at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) current.kill(signal)
    })
  }
  if (process.env.npm_lifecycle_event) endWithParent()
}

/** npm hands signals to the shell between us, which dies without passing them on: its death is our SIGTERM. */
function endWithParent() {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, parentPollMs)
  watch.unref()
}

/**
 * Runs a program in the project folder on our terminal.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit code; ends this process the same way when a signal ended it
 */
export async function run(program, args) {
  const { code, signal } = await start(program, args, { stdio: 'inherit' })
  if (signal) endBy(signal)
  return code ?? 1
}

/** Runs a program and keeps what it prints. */
export async function runQuietly(program, args, { onStart = () => {}, shell = false } = {}) {
  const output = []
  const options = { stdio: ['ignore', 'pipe', 'pipe'], shell }
  const { code, signal } = await start(program, args, options, (child) => {
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    onStart(child.pid)
  })
  return {
    ok: code === 0,
    output: Buffer.concat(output).toString('utf8'),
    /** The signal that ended it or us. */
    signal: signal ?? interrupted,
  }
}

export function endBy(signal) {
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}

function start(program, args, options, onChild = () => {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env: environment(), ...options })
    current = child
    child.once('error', (error) => {
      current = null
      reject(error)
    })
    child.once('spawn', () => onChild(child))
    child.once('close', (code, signal) => {
      current = null
      resolve({ code, signal })
    })
  })
}
