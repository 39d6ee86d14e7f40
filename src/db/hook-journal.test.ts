import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { framed, type Journal, openJournal, recordsIn } from './hook-journal.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'counterpart-journal-'))
  open.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function journalIn(folder: string, bytesMax?: number): Promise<Journal> {
  const journal = await openJournal(folder, bytesMax)
  open.push(() => journal.close().catch(() => {}))
  return journal
}

const bytes = (text: string) => Buffer.from(text)

async function taken(journal: Journal): Promise<string[]> {
  const found: string[] = []
  await journal.take(async (records) => {
    for (const record of records) found.push(Buffer.from(record).toString())
  })
  return found
}

const aRecord = fc.uint8Array({ minLength: 1, maxLength: 40 })

test('however a file is cut short, its whole records are there, in order, once, and nothing else', () => {
  fc.assert(
    fc.property(
      fc.array(aRecord, { maxLength: 12 }),
      fc.nat(),
      fc.constantFrom('nothing', 'zeros'),
      (records, at, after) => {
        const whole = framed(records)
        const cut = at % (whole.length + 1)
        const rest = Buffer.alloc(after === 'zeros' ? whole.length - cut + 16 : 0)
        const ends = records.map((_, n) => framed(records.slice(0, n + 1)).length)
        // Zeros where zeros were written are no loss.
        const left = Buffer.concat([whole.subarray(0, cut), rest])
        const kept = ends.filter((end) => left.subarray(0, end).equals(whole.subarray(0, end)))
        const read = recordsIn(left)
        expect(read.records.map((record) => [...record])).toEqual(
          records.slice(0, kept.length).map((record) => [...record]),
        )
        expect(read.bytes).toBe(kept.at(-1) ?? 0)
      },
    ),
  )
})

test('a record with a wrong byte ends what is read', () => {
  fc.assert(
    fc.property(
      fc.array(aRecord, { minLength: 1, maxLength: 8 }),
      fc.nat(),
      fc.nat(),
      (records, which, where) => {
        const n = which % records.length
        const start = framed(records.slice(0, n)).length
        const end = framed(records.slice(0, n + 1)).length
        const whole = framed(records)
        const at = start + 8 + (where % (end - start - 8))
        whole.writeUInt8((whole.readUInt8(at) + 1) % 256, at)
        expect(recordsIn(whole).records).toHaveLength(n)
      },
    ),
  )
})

test('what is appended is taken once, also when it arrives while others are taken', async () => {
  const journal = await journalIn(newFolder())
  await Promise.all(['a', 'b', 'c'].map((text) => journal.append(bytes(text))))
  expect(journal.waiting()).toBe(3)
  const found: string[] = []
  await journal.take(async (records) => {
    if (found.length === 0) await journal.append(bytes('late'))
    for (const record of records) found.push(Buffer.from(record).toString())
  })
  expect([...found, ...(await taken(journal))]).toEqual(['a', 'b', 'c', 'late'])
  expect(journal.waiting()).toBe(0)
  expect(await taken(journal)).toEqual([])
})

test('many senders and many takers at once: nothing is lost or taken twice', async () => {
  const journal = await journalIn(newFolder())
  const sent = Array.from({ length: 300 }, (_, n) => `hook ${n}`)
  const found: string[] = []
  await Promise.all(
    sent.map(async (text, n) => {
      await journal.append(bytes(text))
      if (n % 7 === 0) found.push(...(await taken(journal)))
    }),
  )
  found.push(...(await taken(journal)))
  expect(found.sort()).toEqual(sent.sort())
})

test('what could not be stored is handed over again, and what came meanwhile too', async () => {
  const journal = await journalIn(newFolder())
  await journal.append(bytes('first'))
  await expect(
    journal.take(async () => {
      throw new Error('the database is away')
    }),
  ).rejects.toThrow('the database is away')
  await journal.append(bytes('second'))
  expect(await taken(journal)).toEqual(['first', 'second'])
})

test('a process that ends leaves its records to the next one, without a torn end', async () => {
  const folder = newFolder()
  const before = await journalIn(folder)
  await before.append(bytes('one'))
  await before
    .take(async () => {
      throw new Error('ended')
    })
    .catch(() => {})
  await before.append(bytes('two'))
  await before.append(bytes('torn'))
  const file =
    ['a', 'b'].map((name) => join(folder, name)).find((path) => readFileSync(path).includes('torn')) ?? ''
  truncateSync(file, statSync(file).size - 1)

  const after = await journalIn(folder)
  expect(after.waiting()).toBe(2)
  await after.append(bytes('three'))
  expect((await taken(after)).sort()).toEqual(['one', 'three', 'two'])
  expect(await taken(await journalIn(folder))).toEqual([])
})

test('an end between the commit and the cut hands the same records over again', async () => {
  const folder = newFolder()
  const journal = await journalIn(folder)
  await journal.append(bytes('twice'))
  const copy = newFolder()
  await journal.take(async () => {
    for (const name of ['a', 'b']) copyFileSync(join(folder, name), join(copy, name))
  })
  expect(await taken(await journalIn(copy))).toEqual(['twice'])
})

test('what finds no room is refused, and there is room again once the rest was taken', async () => {
  const journal = await journalIn(newFolder(), 40)
  await journal.append(bytes('x'.repeat(20)))
  await expect(journal.append(bytes('y'.repeat(20)))).rejects.toThrow('full')
  expect(await taken(journal)).toEqual(['x'.repeat(20)])
  await journal.append(bytes('z'.repeat(20)))
  expect(await taken(journal)).toEqual(['z'.repeat(20)])
})

test('a file that is not one of ours counts as empty', async () => {
  const folder = newFolder()
  writeFileSync(join(folder, 'a'), 'something else entirely, and long enough')
  const journal = await journalIn(folder)
  expect(await taken(journal)).toEqual([])
  await journal.append(bytes('ours'))
  expect(await taken(journal)).toEqual(['ours'])
})
