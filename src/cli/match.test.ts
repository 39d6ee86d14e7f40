import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { readInput } from './match-input.ts'
import { readableReport, reportOf } from './match-report.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'counterpart-match-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const contactId = (n: number) => `0000000${n}-1111-4111-8111-111111111111`
const acme = {
  id: 11,
  type: 'organisation',
  name: 'Acme Foods',
  emailAddresses: [{ id: 1, type: 'Work', address: 'ap@acmefoods.com.au' }],
  fields: [{ id: 5, value: '65 990 001 002', definition: { id: 7, name: 'ABN' } }],
}
const namesake = { id: 12, type: 'organisation', name: 'Vertex', emailAddresses: [], phoneNumbers: null }
const lonely = { id: 13, type: 'person', firstName: 'Jane', lastName: 'Citizen' }
const contacts = [
  {
    ContactID: contactId(1),
    Name: 'ACME FOODS PTY LTD',
    TaxNumber: '65990001002',
    ContactStatus: 'ACTIVE',
    UpdatedDateUTC: '/Date(1789378193493+0000)/',
  },
  { ContactID: contactId(2), Name: 'Vertex Pty Ltd', UpdatedDateUTC: '2026-03-01T00:00:00' },
  { ContactID: contactId(3), Name: 'Zebra Signs' },
]
const books = { parties: [acme, namesake, lonely], contacts }

function inputOf(value: unknown) {
  const read = readInput(JSON.stringify(value))
  if (!read.ok) throw new Error(read.faults.join('\n'))
  return read.input
}
function faultsOf(value: unknown): readonly string[] {
  const read = readInput(typeof value === 'string' ? value : JSON.stringify(value))
  return read.ok ? [] : read.faults
}

test('pairs, questions and what is left', () => {
  expect(reportOf(inputOf(books))).toEqual({
    links: [
      {
        partyId: 11,
        contactId: contactId(1),
        score: 99,
        reasons: [
          { key: 'tax_number', agrees: true, words: 'same ABN 65990001002' },
          { key: 'name', agrees: true, words: 'same name' },
        ],
      },
    ],
    reviews: [
      {
        contactId: contactId(2),
        why: 'Only the name agrees.',
        candidates: [
          { partyId: 12, score: 70, reasons: [{ key: 'name', agrees: true, words: 'same name' }] },
        ],
      },
    ],
    unmatched: { parties: [13], contacts: [contactId(3)] },
  })
})

test('lists may be wrapped as the vendors answer', () => {
  const bare = reportOf(inputOf(books))
  expect(
    reportOf(inputOf({ parties: { parties: books.parties }, contacts: { Contacts: contacts } })),
  ).toEqual(bare)
  expect(reportOf(inputOf({ parties: books.parties, Contacts: contacts }))).toEqual(bare)
})

test('every record is in exactly one place, also archived ones', () => {
  const archived = { ...contacts[0], ContactID: contactId(4), ContactStatus: 'ARCHIVED' }
  const report = reportOf(inputOf({ ...books, contacts: [...contacts, archived] }))
  expect(report.unmatched.contacts).toEqual([contactId(3), contactId(4)])
})

test('rows without ids are read', () => {
  const party = {
    ...namesake,
    emailAddresses: [{ address: 'a@vertex.com.au' }],
    fields: [{ value: 'x', definition: { name: 'ABN' } }],
  }
  expect(inputOf({ parties: [party], contacts: [] }).parties[0]?.emails).toEqual([
    { id: 1, type: null, address: 'a@vertex.com.au' },
  ])
})

test('every fault of every element is told with its place', () => {
  const faults = faultsOf({
    parties: [acme, { ...acme, id: 'x' }, { ...acme, emailAddresses: [{ id: 1, address: 5 }] }, 7],
    contacts: [contacts[0], { Name: 'No id' }, { ContactID: 'x', Name: 3 }],
  })
  expect(faults.map((fault) => fault.slice(0, fault.indexOf(':')))).toEqual([
    'parties[1].id',
    'parties[2].emailAddresses[0].address',
    'parties[3]',
    'contacts[1].ContactID',
    'contacts[2].ContactID',
    'contacts[2].Name',
  ])
})

test.each([
  ['{', 'This is not JSON'],
  ['[]', 'The file is not an object'],
  ['{}', 'parties: is missing'],
  ['{"parties":[]}', 'contacts: is missing'],
  ['{"parties":3,"contacts":{}}', 'parties: is not a list'],
])('%s: %s', (text, fault) => {
  expect(faultsOf(text)[0]).toContain(fault)
})

test('the readable report names both sides and says why', () => {
  const input = inputOf(books)
  const text = readableReport(input, reportOf(input))
  expect(text).toContain('1 pair would be linked by itself:')
  expect(text).toMatch(
    /99 {2}Acme Foods \(11\) +ACME FOODS PTY LTD \(00000001\) +same ABN 65990001002, same name/,
  )
  expect(text).toContain('Vertex Pty Ltd (00000002): Only the name agrees.')
  expect(text).toContain('1 party has no counterpart:\n  Jane Citizen (13)')
})

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function run(args: readonly string[], stdin?: string): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, 'match', ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
    })
    child.stdin?.end(stdin)
  })
}

test('the command prints one JSON object, from a file and from standard input', async () => {
  const file = join(folder, 'books.json')
  writeFileSync(file, JSON.stringify(books))
  const [fromFile, fromStdin] = await Promise.all([
    run([file, '--json']),
    run(['-', '--json'], JSON.stringify(books)),
  ])
  expect(fromFile).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(fromFile.stdout)).toEqual(reportOf(inputOf(books)))
  expect(fromStdin).toEqual(fromFile)
})

test('bad input ends with code 2, all faults on stderr and nothing on stdout', async () => {
  const [bad, missing, bare, option] = await Promise.all([
    run(['-', '--json'], JSON.stringify({ parties: [{ id: 0 }], contacts: [{}] })),
    run([join(folder, 'none.json')]),
    run([]),
    run(['--jsn', 'x']),
  ])
  expect(bad.stderr).toMatch(/parties\[0\]\.id: .*\n.*parties\[0\]\.type: .*\n.*contacts\[0\]\.ContactID: /)
  expect(missing.stderr).toContain('none.json cannot be read')
  expect(bare.stderr).toContain('Usage: counterpart match')
  for (const each of [bad, missing, bare, option]) expect(each).toMatchObject({ code: 2, stdout: '' })
})
