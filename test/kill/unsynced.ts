import fs from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join, relative, resolve } from 'node:path'
import { journalOf, lockOf, newCopy, type Step } from './disk.ts'

/**
 * Loaded before the product, keeps beside its data folder what a disk would hold if the power went now: the bytes
 * of a file as of its last fsync, and names (made, moved, taken away, cut short) as of the last fsync of anything,
 * since the journals of file systems keep their order. Whoever kills the process finds in the second folder what a
 * power cut would have left.
 */
const folder = resolve(process.env.POWER_CUT_FOLDER ?? '')
const disk = resolve(process.env.POWER_CUT_DISK ?? '')

const real = { ...fs }
const realOpen = fs.promises.open
const journal = journalOf(disk)
const journalFd = real.openSync(journal, 'a')
/** By path; a file that is not here was not written by this process yet and is taken whole. */
const written = new Map<string, [number, number][]>()
const opened = new Map<number, string>()

/** Relative to the folder; null for all that lies elsewhere. */
function inside(path: unknown): string | null {
  if (typeof path !== 'string') return null
  const rest = relative(folder, resolve(path))
  return rest.startsWith('..') ? null : rest
}

/** The database has a thread of its own, which has a copy of all this but the files. */
function alone(work: () => void): void {
  const lock = lockOf(disk)
  while (!made(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
  try {
    work()
  } finally {
    real.rmdirSync(lock)
  }
}

function made(lock: string): boolean {
  try {
    real.mkdirSync(lock)
    return true
  } catch {
    return false
  }
}

function note(step: Step): void {
  alone(() => real.writeSync(journalFd, `${JSON.stringify(step)}\n`))
}

/** What the journal of the file system holds reaches the disk with the next fsync, whichever file it is of. */
function commitNames(): void {
  if (real.fstatSync(journalFd).size === 0) return
  alone(() => {
    const steps = real.readFileSync(journal, 'utf8').split('\n')
    for (const text of steps) if (text !== '') carryOut(JSON.parse(text))
    real.ftruncateSync(journalFd, 0)
  })
}

function carryOut(step: Step): void {
  const path = join(disk, step.path)
  try {
    if (step.what === 'folder') real.mkdirSync(path, { recursive: true })
    else if (step.what === 'file') real.closeSync(real.openSync(path, 'a'))
    else if (step.what === 'gone') real.rmSync(path, { recursive: true, force: true })
    else if (step.what === 'moved') real.renameSync(path, join(disk, step.to))
    else real.truncateSync(path, step.length)
  } catch (error) {
    // It was made and is gone again, or a cut came between this step and the end of the journal.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}

function commit(path: string): void {
  commitNames()
  const from = join(folder, path)
  const to = join(disk, path)
  if (real.statSync(from).isDirectory()) return
  const ranges = written.get(path)
  written.set(path, [])
  if (!ranges || !real.existsSync(to)) {
    real.copyFileSync(from, `${to}${newCopy}`)
    real.renameSync(`${to}${newCopy}`, to)
    return
  }
  const source = real.openSync(from, 'r')
  const target = real.openSync(to, 'r+')
  for (const [start, end] of ranges) {
    const bytes = new Uint8Array(end - start)
    const length = real.readSync(source, bytes, 0, bytes.length, start)
    real.writeSync(target, bytes, 0, length, start)
  }
  real.closeSync(source)
  real.closeSync(target)
}

const creates = (flags: unknown) =>
  typeof flags === 'number' ? (flags & fs.constants.O_CREAT) !== 0 : /^[wa]/.test(String(flags ?? 'r'))
const empties = (flags: unknown) =>
  typeof flags === 'number' ? (flags & fs.constants.O_TRUNC) !== 0 : String(flags ?? 'r').startsWith('w')

Object.assign(fs, {
  openSync(...args: Parameters<typeof fs.openSync>) {
    const path = inside(args[0])
    const isNew = path !== null && creates(args[1]) && !real.existsSync(args[0])
    const fd = real.openSync(...args)
    if (path === null) return fd
    opened.set(fd, path)
    if (isNew) note({ what: 'file', path })
    else if (empties(args[1])) note({ what: 'cut', path, length: 0 })
    return fd
  },
  closeSync(fd: number) {
    opened.delete(fd)
    real.closeSync(fd)
  },
  writeSync(fd: number, bytes: NodeJS.ArrayBufferView, offset?: number, most?: number, position?: number) {
    const length = real.writeSync(fd, bytes, offset, most, position)
    const path = opened.get(fd)
    if (path === undefined) return length
    if (typeof position === 'number') written.get(path)?.push([position, position + length])
    else written.delete(path)
    return length
  },
  writeFileSync(
    file: string,
    data: string | Uint8Array,
    options: { mode?: number; flag?: string; flush?: boolean } = {},
  ) {
    const path = inside(file)
    if (path === null) return real.writeFileSync(file, data, options)
    const isNew = !real.existsSync(file)
    real.writeFileSync(file, data, options)
    note(isNew ? { what: 'file', path } : { what: 'cut', path, length: 0 })
    written.delete(path)
    if (options.flush) commit(path)
  },
  fsyncSync(fd: number) {
    const path = opened.get(fd)
    if (path === undefined) real.fsyncSync(fd)
    else commit(path)
  },
  ftruncateSync(fd: number, length = 0) {
    real.ftruncateSync(fd, length)
    const path = opened.get(fd)
    if (path !== undefined) note({ what: 'cut', path, length })
  },
  truncateSync(file: string, length = 0) {
    real.truncateSync(file, length)
    const path = inside(file)
    if (path !== null) note({ what: 'cut', path, length })
  },
  mkdirSync(...args: Parameters<typeof fs.mkdirSync>) {
    const made = real.mkdirSync(...args)
    const path = inside(args[0])
    if (path !== null) note({ what: 'folder', path })
    return made
  },
  renameSync(from: string, to: string) {
    real.renameSync(from, to)
    const [path, next] = [inside(from), inside(to)]
    if (path === null || next === null) return
    note({ what: 'moved', path, to: next })
    written.delete(next)
    const ranges = written.get(path)
    if (ranges) written.set(next, ranges)
    written.delete(path)
  },
  unlinkSync: gone(real.unlinkSync),
  rmdirSync: gone(real.rmdirSync),
  rmSync: gone(real.rmSync),
})

Object.assign(fs.promises, {
  async open(...args: Parameters<typeof fs.promises.open>) {
    const path = inside(args[0])
    const isNew = path !== null && creates(args[1]) && !real.existsSync(args[0])
    const handle = await realOpen(...args)
    if (path === null) return handle
    if (isNew) note({ what: 'file', path })
    else if (empties(args[1])) note({ what: 'cut', path, length: 0 })
    return watched(handle, path)
  },
})
syncBuiltinESMExports()

function watched(handle: FileHandle, path: string): FileHandle {
  const write = handle.write.bind(handle)
  const truncate = handle.truncate.bind(handle)
  const sync = async () => commit(path)
  return Object.assign(handle, {
    async write(bytes: Uint8Array, offset: number, most: number, position: number) {
      const done = await write(bytes, offset, most, position)
      written.get(path)?.push([position, position + done.bytesWritten])
      return done
    },
    async truncate(length = 0) {
      await truncate(length)
      note({ what: 'cut', path, length })
    },
    sync,
    datasync: sync,
  })
}

function gone(remove: (path: string, options?: object) => void) {
  return (file: string, options?: object) => {
    const path = inside(file)
    const wasThere = path !== null && real.existsSync(file)
    if (options) remove(file, options)
    else remove(file)
    if (path === null || !wasThere) return
    written.delete(path)
    note({ what: 'gone', path })
  }
}
