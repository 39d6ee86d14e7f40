import { createHash, randomUUID } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect } from 'kysely'
import { migrate } from '#db/migrate.ts'
import { openPglite } from '#db/open.ts'
import type { Tables } from '#db/tables.ts'

const root = new URL('../../', import.meta.url)
const cache = new URL('.tsbuild/test-store/', root)

/** Puts a migrated, empty embedded database into a data folder, as if the product had been started there before. */
export async function copyPgliteInto(dataDir: string): Promise<void> {
  const folder = new URL(`${fingerprint()}.folder/`, cache)
  if (!existsSync(folder)) await makeFolder(folder)
  cpSync(new URL('database', folder), join(dataDir, 'database'), { recursive: true })
}

let made: Promise<Blob> | undefined
/** A migrated, empty database to clone: migrating takes seconds, cloning a fraction. */
export const pgliteTemplate = () => {
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
  forgetOthers(file, '.tar')
}

async function makeFolder(folder: URL): Promise<void> {
  const draft = new URL(`${randomUUID()}.draft/`, cache)
  const store = await openPglite({ dataDir: fileURLToPath(draft) })
  await migrate(store)
  await store.close()
  try {
    renameSync(draft, folder)
  } catch (error) {
    // Another worker was faster.
    if (!existsSync(folder)) throw error
    rmSync(draft, { recursive: true })
  }
  forgetOthers(folder, '.folder')
}

function forgetOthers(newest: URL, ending: string): void {
  for (const name of readdirSync(cache))
    if (name.endsWith(ending) && !newest.pathname.includes(name))
      rmSync(new URL(name, cache), { recursive: true, force: true })
}
