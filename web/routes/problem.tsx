import { Anchor, Button, Group, Select, Stack, Text, Textarea, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { ProblemActionInput, ProblemDetail, ProblemRecord } from '#api/problems.ts'
import { useSave } from '../forms/use-save.ts'
import { paths } from '../lib/endpoints.ts'
import { problemStateWord } from '../lib/problem-search.ts'
import { problemQuery } from '../lib/queries.ts'
import { count } from '../lib/time.ts'
import { sideName } from '../lib/words.ts'
import { Change } from '../ui/change.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { External } from '../ui/external.tsx'
import { Failure } from '../ui/failure.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import classes from '../ui/problems/problems.module.css'
import { Until } from '../ui/until.tsx'
import { When } from '../ui/when.tsx'

const route = getRouteApi('/problems/$id')

/** One problem: why, what to do, and every record it holds up. */
export function ProblemPage() {
  const { id } = route.useParams()
  const query = useQuery(problemQuery(id))
  const problem = query.data?.problem
  return (
    <Page
      title={problem?.title ?? 'Problem'}
      tab="Problem"
      lead={
        <Anchor
          size="sm"
          renderRoot={(props) => (
            <Link to="/problems" search={{ state: problem?.state ?? 'open' }} {...props} />
          )}
        >
          All problems
        </Anchor>
      }
    >
      <Loaded query={query} lines={8}>
        {(detail) => <Body detail={detail} />}
      </Loaded>
    </Page>
  )
}

function Body({ detail }: { detail: ProblemDetail }) {
  const { problem, records, more } = detail
  return (
    <Stack gap="lg">
      <section className="card card-pad" aria-label="What happened">
        <Stack gap="md">
          <Text>{detail.explanation}</Text>
          {problem.closed === null ? (
            <Text fw={550}>{problem.fix}</Text>
          ) : (
            <Text fw={550}>
              {problemStateWord[problem.state]}
              {problem.closed.by === null ? '' : ` by ${problem.closed.by}`}: {problem.closed.how}
            </Text>
          )}
          <dl className={classes.facts}>
            <Fact name="State">{problemStateWord[problem.state]}</Fact>
            {problem.source === 'operation' && (
              <Fact name="Affects">{count(problem.count, 'record', 'records')}</Fact>
            )}
            <Fact name="First">
              <When at={problem.firstAt} />
            </Fact>
            <Fact name="Last">
              <When at={problem.lastAt} />
            </Fact>
            {problem.nextAt !== null && (
              <Fact name="Next try">
                <Until at={problem.nextAt} />
              </Fact>
            )}
          </dl>
          <Actions detail={detail} />
        </Stack>
      </section>
      {records.length > 0 && (
        <section className="card" aria-labelledby="records">
          <Title order={2} size="h4" id="records" px="lg" pt="md">
            Records
          </Title>
          <ul className={classes.list}>
            {records.map((record) => (
              <Record key={record.operationId} record={record} detail={detail} />
            ))}
          </ul>
          {more > 0 && (
            <Text size="sm" c="dimmed" px="lg" pb="md">
              And {count(more, 'further record', 'further records')}. What you choose above is done for all of
              them.
            </Text>
          )}
        </section>
      )}
    </Stack>
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

function useAct(id: string, after?: () => void) {
  const save = useSave(after)
  const act = (body: ProblemActionInput) => save.mutate({ path: paths.problemActions(id), body })
  return { save, act }
}

function Actions({ detail }: { detail: ProblemDetail }) {
  const { problem, can, people } = detail
  const { save, act } = useAct(problem.id)
  const all = problem.count === 1 ? '' : ' all'
  if (problem.state === 'resolved') return null
  return (
    <Stack gap="sm">
      {save.isError && <Failure error={save.error} />}
      <Group gap="sm" align="flex-end">
        {can.retry && (
          <Button loading={save.isPending} onClick={() => act({ action: 'retry', operationId: null })}>
            {problem.source === 'connection' ? `Ask ${sideName[problem.side]} now` : `Try${all} again`}
          </Button>
        )}
        {problem.source === 'connection' && problem.state === 'open' && (
          <Button component={Link} to="/connections" variant="default">
            Go to Connections
          </Button>
        )}
        {can.sendWithout && problem.field !== null && (
          <Button
            variant="default"
            disabled={save.isPending}
            onClick={() => act({ action: 'send_without', operationId: null })}
          >
            Send{all} without the {problem.field}
          </Button>
        )}
        {can.ignore && <Ignore id={problem.id} />}
        {can.reopen && (
          <Button variant="default" disabled={save.isPending} onClick={() => act({ action: 'reopen' })}>
            Open again
          </Button>
        )}
        <Select
          label="With"
          placeholder="Nobody"
          data={people}
          value={problem.assignedTo}
          clearable
          size="sm"
          w={200}
          onChange={(to) => act({ action: 'assign', to })}
        />
      </Group>
      {can.sendWithout && problem.field !== null && (
        <Text size="sm" c="dimmed">
          Without the {problem.field}: it stays as it is on both sides until it changes, and the rest of the
          record is written.
        </Text>
      )}
    </Stack>
  )
}

function Ignore({ id }: { id: string }) {
  const [asked, { open, close }] = useDisclosure(false)
  const [reason, setReason] = useState('')
  const { save, act } = useAct(id, close)
  return (
    <>
      <Button variant="default" onClick={open}>
        Ignore
      </Button>
      <Dialog title="Ignore this problem?" opened={asked} onClose={close}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            act({ action: 'ignore', reason: reason.trim() })
          }}
        >
          <Stack gap="md">
            <Text size="sm">
              Nobody is told of it any more, also when it happens again. The records stay as they are on both
              sides.
            </Text>
            <Textarea
              label="Reason"
              description="Whoever looks at it later reads this."
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              maxLength={500}
              required
              data-autofocus
            />
            {save.isError && <Failure error={save.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={save.isPending} disabled={reason.trim() === ''}>
                Ignore
              </Button>
            </Group>
          </Stack>
        </form>
      </Dialog>
    </>
  )
}

const recordStateWord: Readonly<Record<ProblemRecord['state'], string>> = {
  open: 'Failed',
  trying: 'On its way',
  resolved: 'Resolved',
}

function Record({ record, detail }: { record: ProblemRecord; detail: ProblemDetail }) {
  const { save, act } = useAct(detail.problem.id)
  const [shown, { toggle }] = useDisclosure(false)
  const { operationId, name, href, state, changes } = record
  return (
    <li className={classes.record} data-record={operationId} data-state={state}>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="md">
        <div style={{ minWidth: 0 }}>
          {href === null ? (
            <strong style={{ fontWeight: 550 }}>{name}</strong>
          ) : (
            <Link to={href} className="plain-link" style={{ fontWeight: 550 }}>
              {name}
            </Link>
          )}{' '}
          <span className={state === 'open' ? 'danger' : 'quiet'}>{recordStateWord[state]}</span>
          <div>{record.words}</div>
          {changes.map((change) => (
            <div key={change.label}>
              <span className="quiet sentence">{change.label}: </span>
              <Change before={change.before} after={change.after} />
            </div>
          ))}
          <div className="quiet">{record.how ?? record.message}</div>
        </div>
        <span className="quiet">
          <When at={record.at} />
        </span>
      </Group>
      {save.isError && <Failure error={save.error} />}
      <Group gap="xs" mt="xs">
        {state === 'open' && (
          <Button
            size="compact-sm"
            variant="default"
            loading={save.isPending}
            onClick={() => act({ action: 'retry', operationId })}
            aria-label={`Try again: ${name}`}
          >
            Try again
          </Button>
        )}
        {record.editUrl !== null && state !== 'resolved' && (
          <External href={record.editUrl}>
            Edit in {detail.problem.side === 'xero' ? 'Capsule' : 'Xero'}
          </External>
        )}
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={toggle}
          aria-expanded={shown}
          aria-label={`Technical detail: ${name}`}
        >
          Technical detail
        </Button>
      </Group>
      {shown && (
        <Stack gap="sm" mt="sm">
          <Part name="Sent, personal values masked" text={record.request} />
          <Part name={`Answer of ${sideName[detail.problem.side]}`} text={record.response} />
          <div>
            <Text size="sm" fw={550}>
              Tries
            </Text>
            <ol className={classes.attempts}>
              {record.attempts.map((attempt) => (
                <li key={`${attempt.at} ${attempt.words}`}>
                  <When at={attempt.at} />
                  <span className={attempt.outcome === 'failed' ? 'danger' : ''}>{attempt.words}</span>
                </li>
              ))}
            </ol>
          </div>
        </Stack>
      )}
    </li>
  )
}

function Part({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <Text size="sm" fw={550}>
        {name}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable by keyboard */}
      <pre className={classes.technical} tabIndex={0}>
        {text}
      </pre>
    </div>
  )
}
