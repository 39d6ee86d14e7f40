import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { say } from './words.mjs'

const beatMs = 1_000
const pollMs = 200
/** A holder that shows no sign of life for this many polls has been stopped or was in another container. */
const silentPollsMax = 60

/**
 * Runs `work` while no other set-up of this folder does. A holder that was killed loses its turn, but not
 * before the npm it had started has ended too.
 *
 * @template T
 * @param {string} dir the lock; its parent exists
 * @param {(addProcess: (pid: number) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(dir, work) {
  await acquire(dir)
  const pids = [process.pid]
  const save = () => writeFileSync(join(dir, 'pids'), pids.join('\n'))
  const beat = setInterval(() => {
    try {
      utimesSync(join(dir, 'pids'), new Date(), new Date())
    } catch {
      // The folder was removed by hand; the work goes on.
    }
  }, beatMs)
  try {
    save()
    return await work((pid) => {
      pids.push(pid)
      save()
    })
  } finally {
    clearInterval(beat)
    rmSync(dir, { recursive: true, force: true })
  }
}

async function acquire(dir) {
  let told = false
  let silentPolls = 0
  let seen = ''
  for (;;) {
    try {
      mkdirSync(dir)
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const holder = readHolder(dir)
    silentPolls = holder.sign === seen ? silentPolls + 1 : 0
    seen = holder.sign
    const dead = holder.pids.length > 0 && !holder.pids.some(isAlive)
    if (dead || silentPolls > silentPollsMax) {
      takeAway(dir, holder.text)
      continue
    }
    if (!told) say('Another start is setting up this folder; waiting for it to finish.')
    told = true
    await sleep(pollMs)
  }
}

function readHolder(dir) {
  try {
    const text = readFileSync(join(dir, 'pids'), 'utf8')
    const { mtimeMs } = statSync(join(dir, 'pids'))
    return { text, pids: text.split('\n').map(Number), sign: `${text} ${mtimeMs}` }
  } catch {
    return { text: '', pids: [], sign: '' }
  }
}

/** Moves the lock aside first, so that of two that find it abandoned only one removes it. */
function takeAway(dir, expected) {
  const aside = `${dir}-${process.pid}`
  try {
    renameSync(dir, aside)
  } catch {
    return
  }
  if (readHolder(aside).text === expected) {
    rmSync(aside, { recursive: true, force: true })
    return
  }
  // It changed hands between reading and moving: give it back.
  try {
    renameSync(aside, dir)
  } catch {
    rmSync(aside, { recursive: true, force: true })
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
