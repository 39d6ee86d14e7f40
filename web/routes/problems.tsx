import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Problem, Problems } from '#api/problems.ts'
import { type ProblemSearch, problemStates, problemStateWord } from '../lib/problem-search.ts'
import { problemsQuery } from '../lib/queries.ts'
import { count, numberText } from '../lib/time.ts'
import { sideName } from '../lib/words.ts'
import { Empty } from '../ui/empty.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import classes from '../ui/problems/problems.module.css'
import { rowMark } from '../ui/rows.ts'
import { Until } from '../ui/until.tsx'
import { When } from '../ui/when.tsx'

const route = getRouteApi('/problems')

/** What failed, by its cause. */
export function ProblemsPage() {
  const { state } = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery(problemsQuery(state))
  return (
    <Page
      title="Problems"
      lead="Records and connections that could not be written or read, by cause. Everything else goes on meanwhile."
    >
      <Tabs
        value={state}
        onChange={(value) => {
          const next = problemStates.find((one) => one === value)
          if (next) void navigate({ search: { state: next }, replace: true })
        }}
      >
        <Tabs.List>
          {problemStates.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {problemStateWord[one]}
              {query.data && <span className="quiet num"> {numberText(query.data.counts[one])}</span>}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={state} pt="lg">
          <section className="card" aria-label={problemStateWord[state]} aria-busy={query.isFetching}>
            <Loaded query={query} lines={6}>
              {(data) => <List data={data} state={state} />}
            </Loaded>
          </section>
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

const nothing: Readonly<Record<ProblemSearch['state'], { title: string; reason: string }>> = {
  open: {
    title: 'Nothing needs you',
    reason: 'When a vendor refuses a record, it is listed here with the reason and what to do.',
  },
  scheduled: {
    title: 'Nothing waits for another try',
    reason: 'When a vendor does not answer, or allows no more calls for now, the next try is listed here.',
  },
  resolved: {
    title: 'Nothing was resolved yet',
    reason: 'Problems whose cause has gone away are kept here, with how it ended.',
  },
  ignored: {
    title: 'Nothing is ignored',
    reason: 'What you decide to live with is kept here, with your reason.',
  },
}

function List({ data, state }: { data: Problems; state: ProblemSearch['state'] }) {
  if (data.problems.length === 0) {
    const { title, reason } = nothing[state]
    return <Empty title={title} reason={reason} />
  }
  return (
    <ul className={classes.list}>
      {data.problems.map((problem) => (
        <Row key={problem.id} problem={problem} />
      ))}
    </ul>
  )
}

function Row({ problem }: { problem: Problem }) {
  const { id, state, source, side, title, fix, closed, nextAt, assignedTo } = problem
  return (
    <li className={classes.row} data-problem={id}>
      <Link to="/problems/$id" params={{ id }} className={`plain-link ${classes.title}`} {...rowMark}>
        {title}
      </Link>
      <span className={state === 'open' ? 'danger num' : 'quiet num'} style={{ whiteSpace: 'nowrap' }}>
        {source === 'connection' ? sideName[side] : count(problem.count, 'record', 'records')}
      </span>
      <div className={classes.meta}>{closed?.how ?? fix}</div>
      <div className={`${classes.meta} quiet`}>
        {closed !== null && state === 'resolved' ? (
          <span>
            Resolved <When at={closed.at} />
          </span>
        ) : (
          <span>
            Last <When at={problem.lastAt} />
          </span>
        )}
        <span>
          First <When at={problem.firstAt} />
        </span>
        {nextAt !== null && (
          <span>
            Next try <Until at={nextAt} />
          </span>
        )}
        {closed?.by && state === 'ignored' && <span>Ignored by {closed.by}</span>}
        {assignedTo !== null && <span>With {assignedTo}</span>}
      </div>
    </li>
  )
}
