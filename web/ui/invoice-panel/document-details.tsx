import { Text } from '@mantine/core'
import type { DocumentRow } from '#api/contacts.ts'
import { Amount } from '../amount.tsx'
import { Day } from '../when.tsx'

/** Lines and payments, as small as they can be read. */
export function DocumentDetails({ document }: { document: DocumentRow }) {
  return (
    <div style={{ display: 'grid', gap: '0.75rem', padding: '0.35rem 0' }}>
      {document.reference !== null && (
        <Text size="sm">
          <span className="quiet">Reference</span> {document.reference}
        </Text>
      )}
      <Lines document={document} />
      <Payments document={document} />
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

function Lines({ document }: { document: DocumentRow }) {
  if (document.lines.length === 0) return <Text size="sm">No lines.</Text>
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4}>
        Lines
      </Text>
      <ul style={bare}>
        {document.lines.map((line, index) => (
          // Lines have no id of their own and never change places while they are shown.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={index} style={row}>
            <span style={{ overflowWrap: 'anywhere' }}>
              {line.description ?? 'No description'}
              {line.quantity !== null && line.unitAmount !== null && (
                <span className="quiet num">
                  {' '}
                  {line.quantity} × {line.unitAmount}
                </span>
              )}
            </span>
            <Amount money={line.amount} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Payments({ document }: { document: DocumentRow }) {
  if (document.payments.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No payments yet.
      </Text>
    )
  }
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4}>
        Payments
      </Text>
      <ul style={bare}>
        {document.payments.map((payment) => (
          <li key={`${payment.date} ${payment.amount.minor} ${payment.reference}`} style={row}>
            <span>
              <Day day={payment.date} />
              {payment.reference !== null && <span className="quiet"> {payment.reference}</span>}
            </span>
            <Amount money={payment.amount} />
          </li>
        ))}
      </ul>
    </div>
  )
}
