import { expect, test } from 'vitest'
import { Refusal } from './errors.ts'
import { matches, parseWhere, type Value } from './where.ts'

const record: Readonly<Record<string, Value>> = {
  name: 'Café Zoë',
  email: null,
  total: 110,
  paid: true,
  id: { guid: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee' },
  date: { ms: Date.UTC(2026, 10, 22) },
  'contact.name': 'Acme',
}

const run = (text: string) => matches(parseWhere(text), record, (row, path) => row[path])

test.each([
  ['Name=="café zoë"', true],
  ['Name="CAFE ZOE"', true],
  ['Name!="x"', true],
  ['Name.Contains("ZO")', true],
  ['Name.ToLower().StartsWith("caf")', true],
  ['Name.EndsWith("caf")', false],
  ['Total>=110 AND Total<110.01', true],
  ['Total > -5', true],
  ['Paid', true],
  ['Paid==false OR (Total==110 && Paid==true)', true],
  ['!(Total==110)', false],
  ['Id==guid("AAAAAAAA-bbbb-4ccc-8ddd-eeeeeeeeeeee")', true],
  ['Date>=DateTime(2026,11,22) AND Date<DateTime(2026, 11, 23)', true],
  ['Date==DateTime.Parse("2026-11-22")', true],
  ['Email==null', true],
  ['Email!=null AND Email.StartsWith("a")', false],
  ['Contact.Name=="acme"', true],
])('%s is %s', (text, wanted) => {
  expect(run(text)).toBe(wanted)
})

test.each([
  ['Email.StartsWith("a")', 'Where clause invocation error: StartsWith'],
  ['Nope=="x"', "No property or field 'nope' exists"],
  ['Id=="aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"', "incompatible with operand types 'Guid' and 'String'"],
  ['Name=="un', 'Unterminated string literal'],
  ['Name==', 'Expression expected'],
  ['Name=="a" Total==1', 'Syntax error'],
  ['Total', 'Expression of type Boolean expected'],
  ['Name.Reverse()=="x"', "No applicable method 'Reverse' exists"],
  ['Date==DateTime(2026,2,31)', 'un-representable DateTime'],
  ['Name==$', "Syntax error '$'"],
  ['('.repeat(200), 'nested too deeply'],
])('%s is a QueryParseException', (text, message) => {
  let body = ''
  try {
    run(text)
  } catch (error) {
    if (error instanceof Refusal) body = String(error.answer.body ?? '')
  }
  expect(JSON.parse(body)).toMatchObject({
    ErrorNumber: 16,
    Type: 'QueryParseException',
    Message: expect.stringContaining(message),
  })
})
