import { Anchor, Group, Stack, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { budgetQuery } from '../../lib/queries.ts'
import { Loaded } from '../loaded.tsx'
import { BudgetBar } from './budget-bar.tsx'

/** For the overview: how much of the vendors' calls is used. */
export function BudgetBars() {
  const query = useQuery(budgetQuery)
  if (query.data?.connections.length === 0) return null
  return (
    <section className="card card-pad" aria-labelledby="budget">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id="budget">
          Calls the vendors allow
        </Title>
        <Anchor component={Link} to="/budget" size="sm">
          Details
        </Anchor>
      </Group>
      <Loaded query={query} lines={2}>
        {(data) => (
          <Stack gap="sm">
            {data.connections.map((budget) => (
              <BudgetBar key={budget.connectionId} budget={budget} />
            ))}
          </Stack>
        )}
      </Loaded>
    </section>
  )
}
