import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from './paths.mjs'

/**
 * One hash over the names and contents of files and folders.
 *
 * @param {readonly string[]} paths relative to the project; a missing one counts as such
 * @param {(path: string) => boolean} [leaveOut]
 */
export function fingerprint(paths, leaveOut = () => false) {
  const hash = createHash('sha256')
  for (const path of paths.flatMap((path) => [...filesUnder(join(root, path))]).sort()) {
    const name = relative(root, path).replaceAll('\\', '/')
    if (leaveOut(name)) continue
    const content = existsSync(path) ? readFileSync(path) : Buffer.from('missing')
    hash.update(`${name} ${content.length}\n`).update(content)
  }
  return hash.digest('hex')
}

function* filesUnder(path) {
  if (!existsSync(path) || statSync(path).isFile()) yield path
  else for (const name of readdirSync(path)) yield* filesUnder(join(path, name))
}
