import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { z } from 'zod'
import { atMost, type Figure } from './figure.ts'

const dist = fileURLToPath(new URL('../../web/dist/', import.meta.url))

const Manifest = z.record(
  z.string(),
  z.object({
    file: z.string(),
    imports: z.array(z.string()).default([]),
    dynamicImports: z.array(z.string()).default([]),
  }),
)

/**
 * JavaScript of a first visit, gzipped: the entry, the app it loads, and the largest of the pages; and all of the
 * invoice panel that stands alone.
 */
export async function web(): Promise<Figure[]> {
  const manifest = Manifest.parse(JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8')))
  const entry = 'index.html'
  const app = manifest[entry]?.dynamicImports[0]
  if (!app) throw new Error('the build has no entry that loads the app')
  const base = new Set([...closure(manifest, entry), ...closure(manifest, app)])
  const pages = manifest[app]?.dynamicImports ?? []
  const sizes = pages.map((page) => kilobytes(manifest, new Set([...base, ...closure(manifest, page)])))
  return [
    atMost('web', 'firstLoadKb', Math.max(kilobytes(manifest, base), ...sizes), 'kB', 250),
    atMost('web', 'panelKb', kilobytes(manifest, closure(manifest, 'panel.html')), 'kB', 30),
  ]
}

function closure(manifest: z.infer<typeof Manifest>, key: string, seen = new Set<string>()): Set<string> {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const next of manifest[key]?.imports ?? []) closure(manifest, next, seen)
  return seen
}

function kilobytes(manifest: z.infer<typeof Manifest>, keys: ReadonlySet<string>): number {
  const files = [...keys].flatMap((key) => manifest[key]?.file ?? []).filter((file) => file.endsWith('.js'))
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(dist + file)).length, 0) / 1_024
}
