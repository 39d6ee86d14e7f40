import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Run } from '#api/runs.ts'
import { outcomeSentence } from '../../lib/plan-words.ts'
import { contactQuery } from '../../lib/queries.ts'
import { count } from '../../lib/time.ts'
import { InvoicePanel } from '../invoice-panel/invoice-panel.tsx'
import { Page } from '../page.tsx'
import { When } from '../when.tsx'
import { CompareAgain } from './compare-again.tsx'

/** What a run did, what was refused, and at once what it was for: the invoices of a contact. */
export function ComparisonDone({ run }: { run: Run }) {
  return (
    <Page
      title={run.outcome ? outcomeSentence(run.outcome) : 'Both sides are compared.'}
      tab="Comparison"
      lead={
        <span role="status">
          {run.endedAt !== null && (
            <>
              Finished <When at={run.endedAt} />.{' '}
            </>
          )}
          From now on, changes on either side are followed by themselves.
        </span>
      }
      actions={
        <Group gap="sm">
          <Button component={Link} to="/contacts">
            Go to contacts
          </Button>
          <Button component={Link} to="/" variant="default">
            Overview
          </Button>
        </Group>
      }
    >
      <Failures failures={run.failures} />
      {run.showcase !== null && <Showcase contactKey={run.showcase} />}
      <Group>
        <CompareAgain run={run} variant="default" />
      </Group>
    </Page>
  )
}

function Showcase({ contactKey }: { contactKey: string }) {
  const contact = useQuery(contactQuery(contactKey)).data
  return (
    <Stack gap="sm">
      <Text component="div">
        For example{' '}
        <Link to="/contacts/$key" params={{ key: contactKey }} className="plain-link">
          <Text span fw={600}>
            {contact?.name ?? 'this contact'}
          </Text>
        </Link>
        , with the largest overdue amount:
      </Text>
      <InvoicePanel contactKey={contactKey} />
    </Stack>
  )
}

export function Failures({ failures }: { failures: Run['failures'] }) {
  if (failures.length === 0) return null
  return (
    <section className="card" aria-labelledby="failures">
      <Title order={2} size="h4" id="failures" px="lg" pt="md" className="danger">
        {count(failures.length, 'record was refused', 'records were refused')}
      </Title>
      <Text size="sm" c="dimmed" px="lg" pb="xs">
        All others went on.
      </Text>
      <table className="list">
        <thead>
          <tr>
            <th scope="col">Record</th>
            <th scope="col">What happened, and what to do</th>
          </tr>
        </thead>
        <tbody>
          {failures.map((failure) => (
            <tr key={`${failure.record} ${failure.message}`}>
              <td style={{ overflowWrap: 'break-word', width: '35%' }}>
                {failure.href === null ? (
                  failure.record
                ) : (
                  <Anchor component={Link} to={failure.href} inherit underline="always">
                    {failure.record}
                  </Anchor>
                )}
              </td>
              <td>
                {failure.message} <span className="quiet">{failure.next}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
