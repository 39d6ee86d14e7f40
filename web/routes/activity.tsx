import { Button, Group } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ActivityRun } from '#api/activity.ts'
import { runKindWord, runStateWord } from '../lib/activity.ts'
import { activityQuery } from '../lib/queries.ts'
import classes from '../ui/activity/activity.module.css'
import { Counts } from '../ui/activity/counts.tsx'
import { RunMark } from '../ui/activity/marks.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { Waiting } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { rowMark } from '../ui/rows.ts'
import { When } from '../ui/when.tsx'

/** What Counterpart has written, newest first. */
export function ActivityPage() {
  const query = useInfiniteQuery(activityQuery)
  const runs = query.data?.pages.flatMap((page) => page.runs)
  return (
    <Page title="Activity" lead="Everything that was written, why, and what can be undone.">
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      <section className="card" aria-label="Runs" aria-busy={query.isFetching}>
        {runs === undefined && !query.isError && <Waiting lines={8} />}
        {runs?.length === 0 && (
          <Empty
            title="Nothing has been written yet"
            reason="Each pass that writes something is listed here, with every value before and after."
            action={
              <Button component={Link} to="/comparison" variant="default" size="xs">
                See the comparison
              </Button>
            }
          />
        )}
        {runs !== undefined && runs.length > 0 && (
          <ol className={classes.runs}>
            {runs.map((run) => (
              <Run key={run.id} run={run} />
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
            Earlier
          </Button>
        </Group>
      )}
    </Page>
  )
}

function Run({ run }: { run: ActivityRun }) {
  return (
    <li className={classes.run} data-run={run.id} data-kind={run.kind}>
      <RunMark kind={run.kind} />
      <Link
        to="/activity/$runId"
        params={{ runId: run.id }}
        className={`plain-link ${classes.words}`}
        {...rowMark}
      >
        {run.words}
      </Link>
      <span className="quiet">
        <When at={run.startedAt} />
      </span>
      <div className={`${classes.meta} quiet`}>
        <span>{runKindWord[run.kind]}</span>
        <span>{run.by}</span>
        <Counts counts={run.counts} />
        {run.state !== 'done' && <span>{runStateWord[run.state]}</span>}
        {run.undoneBy !== null && <span>Undone</span>}
      </div>
    </li>
  )
}
