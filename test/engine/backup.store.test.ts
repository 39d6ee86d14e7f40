import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Backups as BackupsView } from '#api/backups.ts'
import { defined } from '#core/assert.ts'
import { brokenAudit } from '#db/audit.ts'
import { BackupError, madeAtOf, makeBackup } from '#db/backup.ts'
import { BackupDamaged } from '#db/backup-load.ts'
import { restoreFolder } from '#db/backup-restore.ts'
import { backupTables } from '#db/backup-tables.ts'
import { moveStore } from '#db/move.ts'
import { type Db, openPglite, type Store, StoreError } from '#db/open.ts'
import { createApp } from '#server/app.ts'
import { createBackups } from '#server/backups.ts'
import { openPgliteClone } from '../store/pglite-pool.ts'
import { openTestStore } from '../store.ts'
import { type Harness, startHarness } from './harness.ts'

let h: Harness
let folder: string
let file: string

const about = (h: Harness) => ({ madeAt: new Date(h.clock.now()).toISOString(), keyId: h.vault.keyId })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'counterpart-backup-'))
  h = await startHarness()
  await h.connectBoth()
  await h.settle()
  await h.approve()
  // What a value may look like that is easily changed on its way.
  await sql`update mirror_document set total_minor = 9007199254740993, reference = E'a\\tb\\n"c" \\\\ ü 🔑',
    details = '{"note": null, "text": "x\\ny"}', updated_at = '2026-01-02 03:04:05.678901+00'
    where id = (select min(id::text)::uuid from mirror_document)`.execute(h.db)
  await sql`update connection set scopes = array['a b', 'c,d', 'e"f', null] where side = 'capsule'`.execute(
    h.db,
  )
  await sql`insert into event_inbox (side, received_at, headers, body, dedupe_key, state)
    values ('xero', now(), '{}', '\\x00ff0a5c'::bytea, 'backup', 'done')`.execute(h.db)
  file = (await makeBackup(h.store, folder, about(h))).file
})
afterAll(async () => {
  await h[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

/** Every row of the tables that are carried over, as the database writes it. */
async function contents(db: Db, withSessions = false): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  await db.transaction().execute(async (tx) => {
    await sql`set local timezone to utc`.execute(tx)
    for (const { name, columns } of await backupTables(tx, { withSessions })) {
      const values = sql.join(columns.map((column) => sql`${sql.id(column.name)}::text`))
      const { rows } = await sql<{ row: string }>`
        select json_build_array(${values})::text as row from ${sql.id(name)} order by 1`.execute(tx)
      found[name] = rows.map(({ row }) => row)
    }
  })
  return found
}

async function restored<T>(from: string, work: (store: Store, dataDir: string) => Promise<T>): Promise<T> {
  const dataDir = join(mkdtempSync(join(tmpdir(), 'counterpart-restored-')), 'data')
  try {
    await restoreFolder(from, dataDir)
    const store = await openPglite({ dataDir })
    try {
      return await work(store, dataDir)
    } finally {
      await store.close()
    }
  } finally {
    rmSync(join(dataDir, '..'), { recursive: true, force: true })
  }
}

test('a backup restored on another machine holds every row as it was', { timeout: 240_000 }, async () => {
  const before = await contents(h.db)
  expect(Object.entries(before).filter(([, rows]) => rows.length > 0).length).toBeGreaterThan(15)
  await restored(file, async (store) => {
    expect(await contents(store.db)).toEqual(before)
    const workspace = await h.workspaceId()
    expect(await brokenAudit(store.db, workspace)).toBeNull()
    // Counters go on where they were, and what keeps track of changes works again.
    const { id } = await store.db
      .insertInto('event_inbox')
      .values({
        side: 'xero',
        received_at: new Date(0),
        headers: '{}',
        body: Buffer.of(1),
        dedupe_key: 'n',
        state: 'new',
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { rows } = await sql<{
      last: number
    }>`select max(id) as last from event_inbox where dedupe_key <> 'n'`.execute(store.db)
    expect(Number(id)).toBeGreaterThan(Number(defined(rows[0], 'it is one row').last))
    await sql`delete from link where id = (select min(id::text)::uuid from link)`.execute(store.db)
    expect((await sql`select 1 from link_gone`.execute(store.db)).rows).toHaveLength(1)
    // Transactions of this database: none of them is still to come.
    const future = await sql`select 1 from mirror_document
      where changed_in >= pg_snapshot_xmax(pg_current_snapshot())`.execute(store.db)
    expect(future.rows).toEqual([])
  })
})

test('secrets stay sealed in a backup, and neither the key nor a session is in it', async () => {
  const text = gunzipSync(readFileSync(file)).toString('utf8')
  const tokens = new Set(h.sent.map(({ authorization }) => authorization?.split(' ')[1]).filter(Boolean))
  expect(tokens.size).toBeGreaterThan(0)
  for (const token of tokens) expect(text.includes(defined(token, 'it was sent'))).toBe(false)
  expect(text).toContain(h.vault.keyId)
  expect(text).toContain('\\"kid\\"')
  const { rows: sessions } = await sql<{ token: string }>`select token from auth_session`.execute(h.db)
  expect(sessions.length).toBeGreaterThan(0)
  for (const { token } of sessions) expect(text.includes(token)).toBe(false)
})

test('what is no backup, or not a whole one, is refused in words and leaves nothing', async () => {
  const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n')
  const bytes = readFileSync(file)
  const altered = lines.map((line) => line.replace('Acme', 'Acne')).join('\n')
  const cases: readonly (readonly [string, Buffer | string, RegExp])[] = [
    ['foreign', 'PK something else', /no backup of Counterpart/],
    ['empty', '', /no backup of Counterpart/],
    ['other-gzip', gzipSync('{"hello": 1}\n'), /no backup of Counterpart/],
    ['cut', bytes.subarray(0, bytes.length / 2), /damaged or was cut off/],
    ['flipped', flipped(bytes), /damaged or was cut off|no backup/],
    ['altered', gzipSync(altered), /damaged or was cut off/],
    ['shorter', gzipSync(lines.slice(0, -3).join('\n')), /damaged or was cut off/],
    ['newer', gzipSync(lines.join('\n').replace('"format":1', '"format":2')), /newer version/],
  ]
  for (const [name, content, words] of cases) {
    const broken = join(folder, `${name}.broken`)
    writeFileSync(broken, content)
    const dataDir = join(folder, `data-${name}`)
    const fault = await restoreFolder(broken, dataDir).catch((error: unknown) => error)
    expect(fault, name).toBeInstanceOf(BackupDamaged)
    expect(String(fault), name).toMatch(words)
    expect(existsSync(dataDir), name).toBe(false)
  }
})

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  const at = Math.floor(copy.length / 2)
  copy.writeUInt8(copy.readUInt8(at) ^ 0xff, at)
  return copy
}

test('a folder that has a database is not overwritten', async () => {
  const dataDir = join(folder, 'taken')
  mkdirSync(join(dataDir, 'database'), { recursive: true })
  writeFileSync(join(dataDir, 'database', 'PG_VERSION'), '18')
  await expect(restoreFolder(file, dataDir)).rejects.toThrow(StoreError)
  expect(readdirSync(dataDir)).toEqual(['database'])
  expect(readdirSync(join(dataDir, 'database'))).toEqual(['PG_VERSION'])
})

test('everything is moved to another store and back; nothing is put beside what is there', async () => {
  const before = await contents(h.db, true)
  expect(before.auth_session?.length).toBeGreaterThan(0)
  await using middle = await openPgliteClone()
  const counts = await moveStore(h.store, middle)
  expect(counts.mirror_document).toBe(before.mirror_document?.length)
  expect(await contents(middle.db, true)).toEqual(before)
  await using back = await openTestStore()
  await moveStore(middle, back)
  expect(await contents(back.db, true)).toEqual(before)
  await expect(moveStore(middle, back)).rejects.toThrow(/holds data of Counterpart already/)
  expect(await contents(back.db, true)).toEqual(before)
  await using foreign = await openPglite({ dataDir: null })
  await sql`create table shop (id int)`.execute(foreign.db)
  await expect(moveStore(middle, foreign)).rejects.toThrow(/tables of another program \(shop\)/)
})

test('a database in use is backed up as it is at one moment, whatever is written meanwhile', {
  timeout: 240_000,
}, async () => {
  const dataDir = join(folder, 'busy')
  await restoreFolder(file, dataDir)
  const store = await openPglite({ dataDir })
  try {
    // Both rows always say the same; a backup that mixes two moments would not.
    const { id } = await store.db.selectFrom('workspace').select('id').executeTakeFirstOrThrow()
    let writes = 0
    let isOver = false
    const writing = (async () => {
      while (!isOver) {
        writes += 1
        const name = `now ${writes}`
        await store.db.transaction().execute(async (tx) => {
          await tx.updateTable('workspace').set({ name }).where('id', '=', id).execute()
          await sql`insert into audit (workspace_id, at, actor, action, details, previous_hash, hash)
            values (${id}, now(), 'test', 'busy', '{}', '', ${name})`.execute(tx)
        })
        await new Promise<void>((resolve) => setImmediate(resolve))
      }
    })()
    const made = await makeBackup(store, join(folder, 'of-busy'), about(h))
    isOver = true
    await writing
    expect(writes).toBeGreaterThan(3)
    expect(readdirSync(join(folder, 'of-busy'))).toHaveLength(1)
    await restored(made.file, async ({ db }) => {
      const { name } = await db.selectFrom('workspace').select('name').executeTakeFirstOrThrow()
      const { rows } = await sql<{ hash: string; count: number }>`
        select (select hash from audit where action = 'busy' order by id desc limit 1) as hash,
          (select count(*)::int from audit where action = 'busy') as count`.execute(db)
      const last = defined(rows[0], 'it is one row')
      expect(last.hash).toBe(name)
      expect(`now ${last.count}`).toBe(name)
    })
  } finally {
    await store.close()
  }
})

const nightMs = 24 * 3_600_000

test('one is made each night, the oldest go, and what fails is told once and once when it is over', async () => {
  const nights = join(folder, 'nights')
  let fault: BackupError | null = null
  let made = 0
  const backups = createBackups(
    { ...h.engine, store: h.store },
    {
      folder: nights,
      daily: true,
      keep: 3,
      keyId: h.vault.keyId,
      async make(_store, into, { madeAt }) {
        if (fault) throw fault
        made += 1
        mkdirSync(into, { recursive: true })
        const name = `counterpart-${madeAt.slice(0, 19).replaceAll(':', '-')}Z.backup`
        copyFileSync(file, join(into, name))
        return {
          file: join(into, name),
          bytes: 1,
          header: { counterpart: 'backup', format: 1, madeAt, migrations: ['x'], keyId: '' },
          counts: {},
        }
      },
    },
  )
  const settled = () => expect.poll(async () => (await backups.view()).runningSince).toBeNull()
  await backups.look()
  expect(made).toBe(0)
  // What a process that was killed left behind.
  mkdirSync(join(nights, '.making-old', 'scratch'), { recursive: true })
  h.clock.advance(11 * 60_000)
  await backups.look()
  await settled()
  expect(made).toBe(1)
  expect(existsSync(join(nights, '.making-old'))).toBe(false)
  await backups.look()
  expect(made).toBe(1)
  for (let night = 0; night < 4; night++) {
    h.clock.advance(nightMs)
    await backups.look()
    await settled()
  }
  const { backups: kept } = await backups.view()
  expect(made).toBe(5)
  expect(kept).toHaveLength(3)
  expect(kept.map(({ madeAt }) => madeAt)).toEqual(
    kept
      .map(({ madeAt }) => madeAt)
      .sort()
      .reverse(),
  )
  expect(madeAtOf(defined(kept[0], 'there are three').name)).toBe(kept[0]?.madeAt)

  const raised = async () =>
    (
      await h.db.selectFrom('alert_state').select(['words', 'raised']).where('topic', '=', 'backup').execute()
    ).map(({ words, raised }) => `${raised ? 'so' : 'over'}: ${words}`)
  fault = new BackupError('There is not enough space in the folder.')
  h.clock.advance(nightMs)
  await backups.look()
  await settled()
  expect(await raised()).toEqual(['so: No backup could be made. There is not enough space in the folder.'])
  expect((await backups.view()).failure?.words).toBe('There is not enough space in the folder.')
  // A turn of the lane knows nothing of backups, and ends nothing.
  await h.settle()
  expect(await raised()).toHaveLength(1)
  expect((await raised())[0]).toMatch(/^so/)
  // Not every minute, but before the next night.
  await backups.look()
  await settled()
  fault = null
  h.clock.advance(61 * 60_000)
  await backups.look()
  await settled()
  expect(made).toBe(6)
  expect((await raised())[0]).toMatch(/^over/)
  expect((await backups.view()).failure).toBeNull()
  await backups.end()
})

test('only an administrator sees backups and makes one, and the audit says who did', async () => {
  let begun = 0
  const view: BackupsView = {
    backups: [],
    folder: 'backups',
    daily: true,
    keep: 7,
    runningSince: null,
    failure: null,
    keyId: 'k',
  }
  const app = createApp({
    ...h.context,
    operatorToken: 'token-of-the-operator',
    backups: {
      view: async () => view,
      begin() {
        begun += 1
      },
      look: async () => {},
      end: async () => {},
    },
  })
  const ask = async (method: string, headers: Record<string, string>) =>
    app.fetch(new Request(`${h.server.url}/api/backups`, { method, headers }))
  const operator = { authorization: 'Bearer token-of-the-operator' }
  expect((await ask('GET', {})).status).toBe(401)
  expect((await ask('POST', {})).status).toBe(401)
  expect(BackupsView.parse(await (await ask('GET', operator)).json())).toEqual(view)
  expect(begun).toBe(0)
  expect((await ask('POST', operator)).status).toBe(200)
  expect(begun).toBe(1)
  const entry = await h.db
    .selectFrom('audit')
    .select('actor')
    .where('action', '=', 'backup.begun')
    .executeTakeFirst()
  expect(entry).toEqual({ actor: 'user:operator' })
})
