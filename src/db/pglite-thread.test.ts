import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite, types as pgliteTypes } from '@electric-sql/pglite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defined } from '#core/assert.ts'
import type { Embedded } from './pglite-embedded.ts'
import { openInThread } from './pglite-thread.ts'

const folder = mkdtempSync(join(tmpdir(), 'counterpart-thread-'))
const data = join(folder, 'database')
let here: PGlite
let thread: Embedded | null = null
const there = () => defined(thread, 'the thread runs while its tests do')

beforeAll(async () => {
  const made = await PGlite.create(data)
  await made.exec(`create table thing (id int primary key, name text not null unique)`)
  await made.close()
  here = await PGlite.create({ parsers: { [pgliteTypes.DATE]: (text: string) => text } })
  await here.exec(`create table thing (id int primary key, name text not null unique)`)
  thread = await openInThread(data, (error) => {
    throw error
  })
})
afterAll(async () => {
  await thread?.close()
  await here.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What an error says of itself. */
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) =>
      error instanceof Error && 'code' in error && 'constraint' in error
        ? { message: error.message, code: error.code, constraint: error.constraint }
        : error,
  )

test('every kind of value crosses over as it would be read beside the database', async () => {
  const text = `select $1::int as i, $2::bigint as big, $3::text as t, $4::jsonb as j, $5::json as plain,
    $6::bytea as bytes, $7::timestamptz as at, $8::date as day, $9::numeric as n, $10::uuid[] as ids,
    $11::bool as yes, null::jsonb as none, '"text"'::jsonb as quoted, 'null'::jsonb as nothing, $12::text[] as texts,
    9007199254740993::bigint as huge, 1.5::float8 as f`
  const params = [
    7,
    9_007_199_254_740_991,
    'näme "quoted" \u{1f600}',
    { list: [1, null, { deep: 'ß' }] },
    '{"a": [true]}',
    Uint8Array.from([0, 255, 10]),
    new Date('2026-03-29T01:30:00.123Z'),
    '2026-03-29',
    '0.10',
    ['00000000-0000-4000-8000-000000000001'],
    true,
    ['a,b', '"c"'],
  ]
  const expected = await here.query(text, params)
  const found = await there().query(text, params)
  expect(found.rows).toEqual(expected.rows)
  expect(found.fields).toEqual(expected.fields)
})

test('numbers of changed rows, several statements at once, and faults with their codes are the same', async () => {
  for (const one of [here, there()]) {
    expect((await one.query(`insert into thing values (1, 'a'), (2, 'b')`)).affectedRows).toBe(2)
    const both = await one.exec(`select 1 as x; select '{"y": 2}'::jsonb as y`)
    expect(both.map(({ rows }) => rows)).toEqual([[{ x: 1 }], [{ y: { y: 2 } }]])
  }
  const clash = `insert into thing values (3, 'a')`
  const expected = await refusal(here.query(clash))
  expect(expected).toMatchObject({ code: '23505', constraint: 'thing_name_key' })
  expect(await refusal(there().query(clash))).toEqual(expected)
})

test('a transaction is kept or taken back whole, and others wait until it is over', async () => {
  const order: string[] = []
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  const first = there().transaction(async (tx) => {
    await tx.query(`insert into thing values (10, 'kept')`)
    await held
    order.push('first ends')
  })
  const second = there()
    .query(`select count(*)::int as count from thing where id = 10`)
    .then(({ rows }) => {
      order.push('second')
      return rows
    })
  release()
  await first
  expect(await second).toEqual([{ count: 1 }])
  expect(order).toEqual(['first ends', 'second'])

  await expect(
    there().transaction(async (tx) => {
      await tx.query(`insert into thing values (11, 'gone')`)
      throw new Error('changed my mind')
    }),
  ).rejects.toThrow('changed my mind')
  await there().transaction(async (tx) => {
    await tx.query(`insert into thing values (12, 'gone too')`)
    await tx.rollback()
  })
  const broken = there().transaction(async (tx) => {
    await tx.query('select 1/0').catch(() => {})
  })
  await expect(broken).rejects.toMatchObject({ code: '25P02' })
  expect((await there().query('select id from thing where id > 9')).rows).toEqual([{ id: 10 }])
})

test('what is notified is heard once, until nobody listens', async () => {
  const heard: string[] = []
  const stop = await there().listen('some_channel', (payload) => heard.push(payload))
  await there().query(`select pg_notify('some_channel', 'one')`)
  await stop()
  await there().query(`select pg_notify('some_channel', 'two')`)
  expect(heard).toEqual(['one'])
})

test('a folder that holds no database cannot be opened', async () => {
  const failing = new URL(`data:text/javascript,${encodeURIComponent('throw new Error("no database")')}`)
  await expect(openInThread(folder, () => {}, 'once', failing)).rejects.toThrow('no database')
})

test('a thread that dies fails what waits, and says so', async () => {
  const dying = `import { parentPort } from 'node:worker_threads'
    parentPort.on('message', (question) => {
      if (question.do === 'open') parentPort.postMessage({ id: question.id, value: null })
      else throw new Error('out of memory')
    })`
  let lost = (_: Error) => {}
  const told = new Promise<Error>((resolve) => (lost = resolve))
  const script = new URL(`data:text/javascript,${encodeURIComponent(dying)}`)
  const one = await openInThread(folder, (error) => lost(error), 'once', script)
  await expect(one.query('select 1')).rejects.toThrow('out of memory')
  expect((await told).message).toBe('out of memory')
  expect(one.closed).toBe(true)
  await expect(one.query('select 1')).rejects.toThrow('closed')
})

test('a statement that comes again is the same after its table changed, and many at once do not mix', async () => {
  await there().query('create table other (id int primary key)')
  const all = 'select * from other order by id'
  for (const id of [1, 2, 3]) {
    await there().query('insert into other values ($1)', [id])
    expect((await there().query(all)).rows).toHaveLength(id)
  }
  await there().query(`alter table other add column name text not null default 'new'`)
  expect((await there().query(all)).rows).toEqual([1, 2, 3].map((id) => ({ id, name: 'new' })))
  for (const kind of ['int', 'text'])
    for (let i = 0; i < 3; i++)
      expect((await there().query(`select $1::${kind} as value`, ['7'])).rows).toEqual([
        { value: kind === 'int' ? 7 : '7' },
      ])
  const answers = await there().transaction((tx) =>
    Promise.all(
      Array.from({ length: 500 }, (_, n) => tx.query(`select ${n % 250} as n, $1::int as value`, [n])),
    ),
  )
  expect(answers.map(({ rows }) => rows)).toEqual(
    Array.from({ length: 500 }, (_, n) => [{ n: n % 250, value: n }]),
  )
})

test('statements that came twice and never again do not pile up', async () => {
  for (let n = 0; n < 500; n++) await there().query(`select ${n % 50} as a, ${n % 250} as b`)
  for (let n = 0; n < 500; n++) await there().query(`select ${Math.floor(n / 2)} as twice`)
  const { rows } = await there().query<{ count: number }>('select count(*)::int from pg_prepared_statements')
  expect(rows[0]?.count).toBeGreaterThan(100)
  expect(rows[0]?.count).toBeLessThanOrEqual(200)
})

test('a plan made for an empty table does not outlive its growing', async () => {
  await there().exec('create table growing (id int primary key, size int not null)')
  const text = 'select count(*)::int as n from growing where size = $1'
  const look = async () => {
    for (let n = 0; n < 10; n++) await there().query(text, [7])
    const { rows } = await there().query<{ name: string }>(
      'select name from pg_prepared_statements where statement = $1',
      [text],
    )
    const plan = await there().query<{ 'QUERY PLAN': string }>(`explain execute ${rows[0]?.name}(7)`)
    return Number(/cost=[\d.]+\.\.([\d.]+)/.exec(plan.rows[0]?.['QUERY PLAN'] ?? '')?.[1])
  }
  const first = await look()
  await there().query('insert into growing select n, n % 900 from generate_series(1, 1500) n')
  expect(await look()).toBe(first)
  await there().query('insert into growing select n, n % 900 from generate_series(1501, 60000) n')
  expect(await look()).toBeGreaterThan(first * 5)
})

test('JSON goes in as bytes too', async () => {
  const bytes = new TextEncoder().encode('[{"id": 21, "name": "näme"}]')
  const insert = `insert into thing select id, name from json_to_recordset($1::json) as r(id int, name text)`
  expect((await there().query(insert, [bytes])).affectedRows).toBe(1)
  expect((await there().query('select name from thing where id = 21')).rows).toEqual([{ name: 'näme' }])
})
