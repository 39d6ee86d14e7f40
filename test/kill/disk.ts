import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Chance } from '#sandbox/kernel/chance.ts'

/** A change of names, as a file system keeps it in its journal until the next fsync. */
export type Step =
  | { readonly what: 'folder'; readonly path: string }
  | { readonly what: 'file'; readonly path: string }
  | { readonly what: 'gone'; readonly path: string }
  | { readonly what: 'moved'; readonly path: string; readonly to: string }
  | { readonly what: 'cut'; readonly path: string; readonly length: number }

export const journalOf = (disk: string): string => `${disk}.journal`

/** Made while a thread of the process writes to that journal. */
export const lockOf = (disk: string): string => `${disk}.lock`

/** Ends the name of a copy that is not whole yet. */
export const newCopy = '~new'

const sectorBytes = 512

/** The power is back: the folder is what the disk holds, and nothing of what was not synced. */
export function afterPowerCut(folder: string, disk: string): void {
  rmSync(folder, { recursive: true, force: true })
  rmSync(journalOf(disk), { force: true })
  rmSync(lockOf(disk), { recursive: true, force: true })
  for (const file of filesOf(disk)) if (file.endsWith(newCopy)) rmSync(join(disk, file))
  cpSync(disk, folder, { recursive: true })
}

/** As much of what was not synced reaches the disk all the same, sector by sector, as chance will have it. */
export function letSomeThrough(folder: string, disk: string, chance: Chance): void {
  for (const file of filesOf(folder)) {
    const now = readFileSync(join(folder, file))
    const path = join(disk, file)
    if (!existsSync(path)) continue
    const synced = readFileSync(path)
    if (now.equals(synced)) continue
    const mixed = Buffer.from(synced)
    for (let at = 0; at < mixed.length; at += sectorBytes)
      if (chance.next() < 0.5) now.copy(mixed, at, at, Math.min(at + sectorBytes, now.length))
    writeFileSync(path, mixed)
  }
}

/** How many files hold something that a power cut now would take. */
export function unsyncedFiles(folder: string, disk: string): number {
  return filesOf(folder).filter((file) => {
    const path = join(disk, file)
    return !existsSync(path) || !readFileSync(path).equals(readFileSync(join(folder, file)))
  }).length
}

function filesOf(folder: string): string[] {
  mkdirSync(folder, { recursive: true })
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}
