import { Anchor, Button, Group, Progress, Text } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { ActivityRun, UndoTarget } from '#api/activity.ts'
import { isUnderWay, runKindWord, runStateWord } from '../lib/activity.ts'
import { ApiFailure } from '../lib/api.ts'
import { activityRunQuery } from '../lib/queries.ts'
import classes from '../ui/activity/activity.module.css'
import { Counts } from '../ui/activity/counts.tsx'
import { OperationRow } from '../ui/activity/operation-row.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { Waiting } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { When } from '../ui/when.tsx'

const UndoDialog = lazy(() =>
  import('../ui/undo/undo-dialog.tsx').then((part) => ({ default: part.UndoDialog })),
)

const route = getRouteApi('/activity/$runId')

/** One pass with each of its writes. */
export function ActivityRunPage() {
  const { runId } = route.useParams()
  const query = useInfiniteQuery({
    ...activityRunQuery(runId),
    // Its end is announced by the server; this only bridges a stream that is down.
    refetchInterval: ({ state }) => {
      const run = state.data?.pages[0]?.run
      return run !== undefined && isUnderWay(run) ? 5_000 : false
    },
  })
  const [undoing, setUndoing] = useState<{ title: string; target: UndoTarget } | null>(null)
  const run = query.data?.pages[0]?.run
  const operations = query.data?.pages.flatMap((page) => page.operations) ?? []

  // An address that names no run at all is as good as one of a run that is gone.
  if (query.error instanceof ApiFailure && [400, 404].includes(query.error.status)) return <NoRun />
  if (!run) {
    return (
      <Page title="Activity">
        {query.isError ? (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <div className="card">
            <Waiting lines={8} />
          </div>
        )}
      </Page>
    )
  }
  return (
    <Page
      title={run.words}
      tab={runKindWord[run.kind]}
      lead={
        <Group gap="md" fz="sm">
          <Anchor component={Link} to="/activity" inherit underline="always">
            All activity
          </Anchor>
          <span>{runKindWord[run.kind]}</span>
          <span>{run.by}</span>
          <When at={run.startedAt} />
        </Group>
      }
      actions={
        run.undoable && (
          <Button
            variant="default"
            leftSection={<IconArrowBackUp size={17} stroke={1.8} />}
            onClick={() => setUndoing({ title: 'Undo this run', target: { kind: 'run', id: run.id } })}
          >
            Undo run
          </Button>
        )
      }
    >
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      <RunFacts run={run} />
      <section className="card" aria-label="Writes">
        {operations.length === 0 ? (
          <Empty
            title="No writes"
            reason={isUnderWay(run) ? 'They appear here as they are planned.' : 'This run wrote nothing.'}
          />
        ) : (
          <ol className={classes.runs}>
            {operations.map((operation) => (
              <OperationRow
                key={operation.id}
                operation={operation}
                onUndo={() =>
                  setUndoing({
                    title: `Undo one write on ${operation.name}`,
                    target: { kind: 'operation', id: operation.id },
                  })
                }
              />
            ))}
          </ol>
        )}
      </section>
      {query.hasNextPage && (
        <Group justify="center">
          <Button
            variant="default"
            size="xs"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            More writes
          </Button>
        </Group>
      )}
      <Suspense fallback={null}>
        {undoing && <UndoDialog {...undoing} onClose={() => setUndoing(null)} />}
      </Suspense>
    </Page>
  )
}

function RunFacts({ run }: { run: ActivityRun }) {
  const { counts } = run
  const all = counts.done + counts.failed + counts.leftOut + counts.waiting
  const underWay = isUnderWay(run)
  return (
    <section className="card card-pad" aria-label="Outcome">
      <dl className={classes.facts}>
        <Fact name="State">
          <span role="status" data-run-state={run.state}>
            {runStateWord[run.state]}
          </span>
        </Fact>
        <Fact name="Writes">
          <Counts counts={counts} />
        </Fact>
        {run.endedAt !== null && (
          <Fact name="Ended">
            <When at={run.endedAt} />
          </Fact>
        )}
        {run.undoes !== null && (
          <Fact name="Undoes">
            <RunLink id={run.undoes}>this run</RunLink>
          </Fact>
        )}
        {run.undoneBy !== null && (
          <Fact name="Undone by">
            <RunLink id={run.undoneBy}>this run</RunLink>
          </Fact>
        )}
      </dl>
      {run.state === 'held' && (
        <Text size="sm" mt="sm">
          It waits until somebody has looked.{' '}
          <Anchor
            inherit
            underline="always"
            renderRoot={(props) => <Link to="/review" search={{ kind: 'approval' }} {...props} />}
          >
            Go to Review
          </Anchor>
        </Text>
      )}
      {underWay && (
        <Progress
          mt="sm"
          aria-label="Writes done"
          value={all === 0 ? 0 : (100 * (all - counts.waiting)) / all}
        />
      )}
    </section>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function RunLink({ id, children }: { id: string; children: ReactNode }) {
  return (
    <Anchor
      inherit
      underline="always"
      renderRoot={(props) => <Link to="/activity/$runId" params={{ runId: id }} {...props} />}
    >
      {children}
    </Anchor>
  )
}

function NoRun() {
  return (
    <Page title="Run not found">
      <div className="card">
        <Empty
          title="There is no such run"
          reason="The details of old runs are removed after a while."
          action={
            <Button component={Link} to="/activity" variant="default" size="xs">
              Go to activity
            </Button>
          }
        />
      </div>
    </Page>
  )
}
