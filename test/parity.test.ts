import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** What Capsule's own Xero link does; each has to be shown in a browser. */
const items = [
  'Connect by an admin in a few clicks',
  'Second factor',
  'Supplier policy',
  'Default team',
  'Import of contacts with at least one non-draft invoice',
  'Link or create',
  'History shown straight after the first sync',
  'Capsule edits pushed',
  'One-click add to Xero with the B2B rule',
  'New invoice for an unknown customer creates the organisation',
  'Per-contact list: number, amount, due date, paid, outstanding, overdue in red',
  'Quotes',
  'Bills if allowed',
  'Near real time',
  'Add customer invoice',
  'Open in Xero',
  'Link from Xero to the Capsule record',
  'Users see only what they may',
  'Clean disconnect with records kept',
] as const

const fileOf = (path: string) => new URL(`../${path}`, import.meta.url)

interface Line {
  readonly item: string
  /** Under `test/e2e/`. */
  readonly file: string
  readonly test: string
}

function linesOf(markdown: string): Line[] {
  return markdown.split('\n').flatMap((line) => {
    const [, item, , shownBy] = line.split('|').map((cell) => cell.trim())
    const [, file, name] = /^`([\w-]+\.test\.ts)`: (.+)$/.exec(shownBy ?? '') ?? []
    return item && file && name ? [{ item, file, test: name }] : []
  })
}

/** Why the file does not show it, or null. */
function fault({ file, test: name }: Line, text: string | null): string | null {
  if (text === null) return `there is no ${file}`
  if (/\b(?:test|describe|it)\.(?:skip|todo|only|fails|skipIf|runIf)\b/.test(text))
    return `${file} leaves tests out`
  return text.includes(`\n  test('${name}', `) || text.includes(`\ntest('${name}', `)
    ? null
    : `${file} has no test “${name}”`
}

const lines = linesOf(readFileSync(fileOf('docs/parity.md'), 'utf8'))

test('everything that Capsule’s own link does has a browser test', () => {
  expect(items.filter((item) => !lines.some((line) => line.item === item))).toEqual([])
})

test('every test that is named is there, and runs', () => {
  const faults = lines.flatMap((line) => {
    const url = fileOf(`test/e2e/${line.file}`)
    return fault(line, existsSync(url) ? readFileSync(url, 'utf8') : null) ?? []
  })
  expect(faults).toEqual([])
})

test('a missing file, a missing test and a skipped one are faults', () => {
  const line = { item: 'Quotes', file: 'quotes.test.ts', test: 'quotes show' }
  expect(fault(line, null)).toBe('there is no quotes.test.ts')
  expect(fault(line, "\ntest('quotes hide', () => {})")).toBe('quotes.test.ts has no test “quotes show”')
  expect(fault(line, "\ntest.skip('quotes show', () => {})")).toBe('quotes.test.ts leaves tests out')
  expect(fault(line, "\ndescribe.skip('', () => {\n  test('quotes show', () => {})")).not.toBeNull()
  expect(fault(line, "\n  test('quotes show', () => {})")).toBeNull()
})

test('a table line without a test is no line', () => {
  expect(linesOf('| Quotes | They show | soon |')).toEqual([])
})
