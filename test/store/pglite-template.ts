import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect } from 'kysely'
import { migrate } from '#db/migrate.ts'
import { openPglite, type Store } from '#db/open.ts'
import type { Tables } from '#db/tables.ts'

const root = new URL('../../', import.meta.url)
const cache = new URL('.tsbuild/test-store/', root)

/** An embedded database in memory, cloned from a migrated one: migrating takes seconds, cloning a fraction. */
export async function openPgliteClone(): Promise<Store> {
  return openPglite({ dataDir: null, loadDataDir: await template() })
}

let made: Promise<Blob> | undefined
const template = () => {
  made ??= readOrMake()
  return made
}

async function readOrMake(): Promise<Blob> {
  const file = new URL(`${fingerprint()}.tar`, cache)
  if (!existsSync(file)) await make(file)
  return new Blob([readFileSync(file)])
}

/** The template is only as good as the migrations and the PGlite it was made with. */
function fingerprint(): string {
  const hash = createHash('sha256')
  hash.update(readFileSync(new URL('node_modules/@electric-sql/pglite/package.json', root)))
  hash.update(readFileSync(new URL('src/db/migrate.ts', root)))
  const folder = new URL('migrations/', root)
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(new URL(name, folder)))
  return hash.digest('hex')
}

/** Several workers may make it at once; each puts its own in place whole. */
async function make(file: URL): Promise<void> {
  const pglite = await PGlite.create()
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) })
  await migrate({ db })
  const dump = await pglite.dumpDataDir('none')
  await db.destroy()
  mkdirSync(cache, { recursive: true })
  const draft = new URL(`${randomUUID()}.draft`, cache)
  writeFileSync(draft, Buffer.from(await dump.arrayBuffer()))
  renameSync(draft, file)
  for (const name of readdirSync(cache)) {
    if (name.endsWith('.tar') && !file.pathname.endsWith(name)) rmSync(new URL(name, cache), { force: true })
  }
}
