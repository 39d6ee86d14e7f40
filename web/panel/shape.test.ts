import { expect, test } from 'vitest'
import { Panel } from '#api/panel.ts'
import { isPanel, isRefusal } from './shape.ts'

const money = { minor: 1_050, currency: 'AUD' }
const panel: Panel = {
  state: 'linked',
  contactName: 'Acme',
  via: { key: 'p1', name: 'Acme Group' },
  xeroUrl: 'https://go.xero.com/app/!x/contacts/contact/1',
  outstanding: [money],
  overdue: [money],
  credit: [money],
  daysToPay: { days: 12, invoices: 3, changeDays: -2 },
  bills: { outstanding: [money], overdue: [money] },
  documents: [
    {
      id: '00000000-0000-4000-8000-000000000001',
      kind: 'invoice',
      side: 'sales',
      state: 'overdue',
      number: 'INV-1',
      title: 'Bench',
      reference: 'Job 7',
      issued: '2026-01-01',
      due: '2026-01-15',
      daysLate: 4,
      total: money,
      tax: money,
      amountDue: money,
      paidOn: '2026-02-01',
      rate: '1.5',
      schedule: { every: 1, unit: 'months', endsOn: '2027-01-01' },
      hasFiles: true,
      url: 'https://go.xero.com/app/!x/invoicing/view/1',
      lines: [{ description: 'Work', quantity: '1', unitAmount: '9.5', amount: money }],
      payments: [{ date: '2026-01-20', amount: money, reference: 'half' }],
      applied: [{ kind: 'credit_note', number: 'CN-1', date: '2026-01-20', amount: money }],
    },
  ],
  older: 0,
  billsHidden: false,
  asOf: '2026-01-20T10:00:00.000Z',
  unreachable: 'Xero is disconnected.',
}

/** Every value inside, by the path that leads to it. */
function paths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => paths(inner, [...path, key]))]
}

function withValue(value: unknown, [key, ...rest]: readonly string[], put: unknown): unknown {
  if (key === undefined) return put
  if (Array.isArray(value))
    return value.map((inner, at) => (String(at) === key ? withValue(inner, rest, put) : inner))
  const inner: unknown = value
  if (typeof inner !== 'object' || inner === null) return inner
  return Object.fromEntries(
    Object.entries(inner).map(([name, each]) => [name, name === key ? withValue(each, rest, put) : each]),
  )
}

test('what the schema takes is taken', () => {
  expect(Panel.safeParse(panel).success).toBe(true)
  expect(isPanel(panel)).toBe(true)
})

test.each(paths(panel).map((path) => [path.join('.') || 'all of it', path] as const))(
  '%s: null, a symbol of another type and its absence are judged as the schema does',
  (_, path) => {
    for (const put of [null, { odd: true }, undefined]) {
      const changed = withValue(panel, path, put)
      expect(isPanel(changed)).toBe(Panel.safeParse(changed).success)
    }
  },
)

test('an address that runs a script is none', () => {
  expect(isPanel({ ...panel, xeroUrl: 'javascript:alert(1)' })).toBe(false)
})

test('a refusal has words', () => {
  expect(isRefusal({ error: { code: 'x', message: 'No.', next: null } })).toBe(true)
  expect(isRefusal({ error: { code: 'x' } })).toBe(false)
})
