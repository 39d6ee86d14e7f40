import { Anchor, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ConnectionBudget } from '#api/budget.ts'
import { laneWord, tallest } from '../lib/budget.ts'
import { budgetQuery } from '../lib/queries.ts'
import { count, instantText, numberText } from '../lib/time.ts'
import { sideName } from '../lib/words.ts'
import classes from '../ui/budget/budget.module.css'
import { BudgetBar } from '../ui/budget/budget-bar.tsx'
import { Empty } from '../ui/empty.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'

/** How the calls of each connection are used, and for what. */
export function BudgetPage() {
  const query = useQuery(budgetQuery)
  return (
    <Page
      title="Calls"
      lead={
        <>
          Capsule and Xero allow so many calls. Counterpart keeps some for people and for changes, so that the
          day does not run out.{' '}
          <Anchor component={Link} to="/connections" inherit underline="always">
            Connections
          </Anchor>
        </>
      }
    >
      <Loaded query={query} lines={8}>
        {(data) =>
          data.connections.length === 0 ? (
            <div className="card">
              <Empty
                title="Nothing is connected"
                reason="Once an account is connected, the calls it takes are shown here."
                action={
                  <Anchor component={Link} to="/connections">
                    Go to Connections
                  </Anchor>
                }
              />
            </div>
          ) : (
            <Stack gap="lg">
              {data.connections.map((budget) => (
                <Connection key={budget.connectionId} budget={budget} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Page>
  )
}

function Connection({ budget }: { budget: ConnectionBudget }) {
  const { side, organisation, words, lanes, refused, reserved, window, usedToday } = budget
  const top = tallest(budget)
  const sum = (some: ConnectionBudget['lanes']) => some.reduce((total, each) => total + each.calls, 0)
  return (
    <section className="card card-pad" aria-label={`${sideName[side]}, ${organisation}`}>
      <Title order={2} size="h4" mb="xs">
        {sideName[side]} <span className="quiet">{organisation}</span>
      </Title>
      <Text mb="md">{words}</Text>
      <BudgetBar budget={budget} />
      <Text size="sm" c="dimmed" mt="xs" className="num">
        {count(usedToday, 'call', 'calls')} since midnight UTC.{' '}
        {window === 'day'
          ? `The last ${numberText(reserved)} are kept for changes, looking for changes and people; fewer as the day goes on.`
          : `The last ${numberText(reserved)} of the hour are kept for people.`}{' '}
        {refused > 0 && (
          <span className="danger">
            {count(refused, 'call was', 'calls were')} refused in the last 24 hours.
          </span>
        )}
      </Text>
      <Title order={3} size="h6" mt="lg" mb="xs">
        The last 24 hours
      </Title>
      <div
        className={classes.hours}
        role="img"
        aria-label={`${numberText(sum(lanes))} calls in the last 24 hours, at most ${numberText(top)} in one hour`}
      >
        {budget.hours.map((hour) => (
          <span
            key={hour.at}
            title={`${instantText(hour.at)}: ${numberText(sum(hour.lanes))}`}
            style={{ height: `${(sum(hour.lanes) / top) * 100}%` }}
          />
        ))}
      </div>
      {lanes.length > 0 && (
        <table className="list tight" style={{ marginTop: '1rem', maxWidth: '26rem' }}>
          <thead>
            <tr>
              <th scope="col">For</th>
              <th scope="col" className="right">
                Calls
              </th>
            </tr>
          </thead>
          <tbody>
            {lanes.map(({ lane, calls }) => (
              <tr key={lane}>
                <td>{laneWord[lane]}</td>
                <td className="right num">{numberText(calls)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
