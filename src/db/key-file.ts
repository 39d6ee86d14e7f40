import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { StoreError } from './open.ts'
import { keyIdOf } from './secrets.ts'

/** What opens and seals the secrets of an installation. */
export interface Keys {
  readonly current: Buffer
  /** Those that open what was sealed before. */
  readonly older: readonly Buffer[]
  /** Some of it may still be sealed with an older one. */
  readonly isChanging: boolean
}

const present = 'key'
/** Made when a rotation begins; takes the place of the present one when everything is sealed with it. */
const next = 'key.next'
/** Kept for backups that were made before. */
const past = /^key\.[0-9a-f]+\.old$/

/** The key of this data folder, made at first start and readable by its owner only. */
export function keyFromFile(dataDir: string): Buffer {
  const file = join(dataDir, present)
  if (!existsSync(file)) {
    writeFileSync(file, newKey(), { mode: 0o600, flag: 'wx', flush: true })
    chmodSync(file, 0o600)
  }
  return readKey(file)
}

/**
 * The keys of an installation.
 *
 * @param given what the settings say; it goes before what lies in the folder
 */
export function keysOf(
  dataDir: string,
  given: { readonly key: Buffer | null; readonly keyOld?: Buffer | null },
): Keys {
  const inFolder = [next, present, ...pastFiles(dataDir)]
    .map((name) => join(dataDir, name))
    .filter((file) => existsSync(file))
    .map(readKey)
  if (given.key) {
    const older = [...(given.keyOld ? [given.keyOld] : []), ...inFolder]
    return { current: given.key, older, isChanging: older.length > 0 }
  }
  const keyOld = given.keyOld ? [given.keyOld] : []
  if (!existsSync(join(dataDir, next)))
    return { current: keyFromFile(dataDir), older: [...inFolder.slice(1), ...keyOld], isChanging: false }
  const [current = keyFromFile(dataDir), ...older] = inFolder
  return { current, older: [...older, ...keyOld], isChanging: true }
}

/** Makes the key that everything is to be sealed with from now on; one that a broken-off rotation made is taken. */
export function beginNextKey(dataDir: string): void {
  const file = join(dataDir, next)
  if (!existsSync(file)) writeDurably(file, newKey())
}

/** Everything is sealed with the next key: it becomes the present one. @returns the file the old one is kept in */
export function endNextKey(dataDir: string): string | null {
  const file = join(dataDir, next)
  if (!existsSync(file)) return null
  const now = join(dataDir, present)
  if (!existsSync(now)) {
    renameSync(file, now)
    return null
  }
  const kept = join(dataDir, `key.${keyIdOf(readKey(now))}.old`)
  if (!existsSync(kept)) writeDurably(kept, readFileSync(now, 'utf8'))
  renameSync(file, now)
  syncFolder(dataDir)
  return kept
}

const pastFiles = (dataDir: string): string[] =>
  existsSync(dataDir) ? readdirSync(dataDir).filter((name) => past.test(name)) : []

const newKey = (): string => `${randomBytes(32).toString('base64')}\n`

/** Whole or not at all: half a key opens nothing. */
function writeDurably(file: string, text: string): void {
  const draft = `${file}.draft`
  writeFileSync(draft, text, { mode: 0o600, flush: true })
  chmodSync(draft, 0o600)
  renameSync(draft, file)
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

export function readKey(file: string): Buffer {
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')
  if (key.length !== 32)
    throw new StoreError(`The key file ${file} is damaged: it must hold 32 bytes in base64.`)
  return key
}
