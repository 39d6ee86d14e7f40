import { Button, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Run } from '#api/runs.ts'
import { comparisonOfQuery } from '../lib/queries.ts'
import { ComparisonDone } from '../ui/comparison/done.tsx'
import { ComparisonFailed } from '../ui/comparison/failed.tsx'
import { ComparisonPlan } from '../ui/comparison/plan.tsx'
import { ComparisonProgress } from '../ui/comparison/progress.tsx'
import { ConnectError } from '../ui/connect-error.tsx'
import { Empty } from '../ui/empty.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { OrganisationTabs } from '../ui/organisation-tabs.tsx'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/comparison')

export function ComparisonPage() {
  const { organisation } = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery({
    ...comparisonOfQuery(organisation),
    // Progress is announced by the server; this only bridges a stream that is down.
    refetchInterval: ({ state }) => (isRunning(state.data?.run ?? null) ? 10_000 : false),
  })
  const [changed, setChanged] = useState(false)
  const run = query.data?.run ?? null
  if (run === null) {
    return (
      <Page title="Comparison">
        <ConnectError />
        <div className="card">
          <Loaded query={query} lines={6}>
            {() => (
              <Empty
                title="Nothing to compare yet"
                reason="Once both sides are connected they are read and compared. Nothing is written."
                action={
                  <Button component={Link} to="/connections">
                    Go to connections
                  </Button>
                }
              />
            )}
          </Loaded>
        </div>
      </Page>
    )
  }
  const screen =
    run.state === 'planned' && run.plan ? (
      <ComparisonPlan
        key={run.id}
        run={run}
        plan={run.plan}
        changed={changed}
        onChanged={() => setChanged(true)}
      />
    ) : (
      screenFor(run)
    )
  const organisations = query.data?.organisations ?? []
  if (organisations.length < 2) return screen
  return (
    <Stack gap="md">
      <OrganisationTabs
        organisations={organisations.map(({ id, name, state }) => ({
          id,
          name,
          ...(state === 'planned' ? { note: 'to approve' } : {}),
        }))}
        shown={run.organisation?.id}
        onShow={(id) => {
          setChanged(false)
          void navigate({ search: { organisation: id }, replace: true })
        }}
      />
      {screen}
    </Stack>
  )
}

const isRunning = (run: Run | null): boolean => run?.state === 'reading' || run?.state === 'applying'

function screenFor(run: Run) {
  switch (run.state) {
    case 'reading':
    case 'planned':
    case 'applying':
      return <ComparisonProgress run={run} />
    case 'done':
      return <ComparisonDone run={run} />
    case 'failed':
    case 'superseded':
      return <ComparisonFailed run={run} />
  }
}
