import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Money } from '#api/common.ts'
import type { DocumentRow } from '#api/panel.ts'
import { appliedLabel, appliedTitle, paymentsTitle } from '../../lib/documents.ts'
import { priceText } from '../../lib/money.ts'
import { Amount } from '../amount.tsx'
import { Day } from '../when.tsx'
import { DocumentExtras } from './document-extras.tsx'

/** Lines, payments and credit, as small as they can be read. */
export function DocumentDetails({ document }: { document: DocumentRow }) {
  const { reference, tax, rate, applied, payments } = document
  const paid = paymentsTitle(document)
  return (
    <div style={{ display: 'grid', gap: '0.75rem', padding: '0.35rem 0' }}>
      {reference !== null && (
        <Text size="sm">
          <span className="quiet">Reference</span> {reference}
        </Text>
      )}
      <Lines document={document} />
      {paid !== null && (payments.length > 0 || applied.length === 0) && (
        <Payments title={paid} payments={payments} />
      )}
      {applied.length > 0 && (
        <Part title={appliedTitle(document)}>
          {applied.map((one) => (
            <Line key={`${one.kind} ${one.number} ${one.date} ${one.amount?.minor}`} amount={one.amount}>
              {appliedLabel(one)}
              {one.date !== null && (
                <span className="quiet">
                  {' '}
                  <Day day={one.date} />
                </span>
              )}
            </Line>
          ))}
        </Part>
      )}
      {tax !== null && (tax.minor !== 0 || rate !== null) && (
        <Text size="xs" c="dimmed" component="div">
          {tax.minor !== 0 && (
            <div>
              Of the total <Amount money={tax} /> is tax
            </div>
          )}
          {rate !== null && (
            <div className="num">
              Rate {rate} {document.total?.currency}
            </div>
          )}
        </Text>
      )}
      <DocumentExtras document={document} />
    </div>
  )
}

const row = { display: 'flex', justifyContent: 'space-between', gap: '1rem', alignItems: 'baseline' } as const
const bare = {
  listStyle: 'none',
  margin: 0,
  padding: 0,
  fontSize: '0.85rem',
  display: 'grid',
  gap: '0.25rem',
} as const

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4}>
        {title}
      </Text>
      <ul style={bare}>{children}</ul>
    </div>
  )
}

function Line({ amount, children }: { amount: Money | null; children: ReactNode }) {
  return (
    <li style={row}>
      <span style={{ overflowWrap: 'anywhere' }}>{children}</span>
      {amount !== null && <Amount money={amount} />}
    </li>
  )
}

function Lines({ document }: { document: DocumentRow }) {
  if (document.lines.length === 0) return <Text size="sm">No lines.</Text>
  return (
    <Part title="Lines">
      {document.lines.map((line, index) => (
        // Lines have no id of their own and never change places while they are shown.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Line key={index} amount={line.amount}>
          {line.description ?? 'No description'}
          {line.quantity !== null && line.unitAmount !== null && line.amount !== null && (
            <span className="quiet num">
              {' '}
              {line.quantity} × {priceText(line.unitAmount, line.amount.currency)}
            </span>
          )}
        </Line>
      ))}
    </Part>
  )
}

function Payments({ title, payments }: { title: string; payments: DocumentRow['payments'] }) {
  if (payments.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {title === 'Payments' ? 'No payments yet.' : 'Nothing was paid back.'}
      </Text>
    )
  }
  return (
    <Part title={title}>
      {payments.map((payment) => (
        <Line key={`${payment.date} ${payment.amount?.minor} ${payment.reference}`} amount={payment.amount}>
          <Day day={payment.date} />
          {payment.reference !== null && <span className="quiet"> {payment.reference}</span>}
        </Line>
      ))}
    </Part>
  )
}
