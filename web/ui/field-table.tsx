import { Text, Title } from '@mantine/core'
import { IconArrowsDiff } from '@tabler/icons-react'
import type { ContactDetail } from '#api/contacts.ts'
import { differingFirst } from '../lib/fields.ts'
import { count } from '../lib/time.ts'

/** Both sides field by field; what differs comes first and is marked. */
export function FieldTable({ contact }: { contact: ContactDetail }) {
  const rows = differingFirst(contact.fields)
  const differing = rows.filter(({ differs }) => differs).length
  return (
    <section className="card" aria-labelledby="fields">
      <div style={{ padding: '1rem 1.25rem 0.25rem' }}>
        <Title order={2} size="h4" id="fields">
          Both sides
        </Title>
        <Text size="sm" c="dimmed">
          {contact.capsule && contact.xero
            ? differing === 0
              ? 'The same on both sides'
              : `${count(differing, 'field differs', 'fields differ')}`
            : contact.capsule
              ? 'Only in Capsule so far'
              : 'Only in Xero so far'}
        </Text>
      </div>
      <table className="list tight" style={{ tableLayout: 'fixed' }}>
        <colgroup>
          <col style={{ width: '24%' }} />
          <col />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Capsule</th>
            <th scope="col">Xero</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.label} data-differs={row.differs}>
              <th scope="row" style={{ whiteSpace: 'normal', verticalAlign: 'top' }}>
                {row.label}
                {row.differs && (
                  <span
                    className="mark accent"
                    role="img"
                    aria-label="Differs"
                    title="Differs"
                    style={{ marginLeft: 6 }}
                  >
                    <IconArrowsDiff size={16} />
                  </span>
                )}
              </th>
              <Value value={row.capsule} differs={row.differs} />
              <Value value={row.xero} differs={row.differs} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Value({ value, differs }: { value: string | null; differs: boolean }) {
  return (
    <td
      style={{
        overflowWrap: 'anywhere',
        whiteSpace: 'pre-line',
        ...(differs ? { background: 'var(--cp-accent-soft)' } : {}),
      }}
    >
      {value === null || value === '' ? <span className="quiet">–</span> : value}
    </td>
  )
}
