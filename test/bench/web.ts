import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { atMost, type Figure } from './figure.ts'

const assets = fileURLToPath(new URL('../../web/dist/assets/', import.meta.url))

/** JavaScript of the built web app, gzipped. All of it counts as first load, also what is loaded later. */
export async function web(): Promise<Figure[]> {
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'))
  const bytes = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(assets + name)).length, 0)
  return [atMost('web', 'firstLoadKb', bytes / 1_024, 'kB', 250)]
}
