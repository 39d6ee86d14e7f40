import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Run } from '#api/runs.ts'
import { comparisonQuery } from '../lib/queries.ts'
import { ComparisonDone } from '../ui/comparison/done.tsx'
import { ComparisonFailed } from '../ui/comparison/failed.tsx'
import { ComparisonPlan } from '../ui/comparison/plan.tsx'
import { ComparisonProgress } from '../ui/comparison/progress.tsx'
import { ConnectError } from '../ui/connect-error.tsx'
import { Empty } from '../ui/empty.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'

export function ComparisonPage() {
  const query = useQuery({
    ...comparisonQuery,
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
  if (run.state === 'planned' && run.plan) {
    return <ComparisonPlan run={run} plan={run.plan} changed={changed} onChanged={() => setChanged(true)} />
  }
  return screenFor(run)
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
