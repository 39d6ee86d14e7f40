import { Alert, Button, Group, Progress, Stack, Text, VisuallyHidden } from '@mantine/core'
import { IconAlertCircle, IconCheck, IconEye, IconPencil } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Run, Step } from '#api/runs.ts'
import { stepPercent, stepWord } from '../../lib/plan-words.ts'
import { count, durationText, numberText } from '../../lib/time.ts'
import { Page } from '../page.tsx'
import classes from './comparison.module.css'

/** A run while it reads or writes: what is done, what is left, what it has cost so far. */
export function ComparisonProgress({ run }: { run: Run }) {
  const reading = run.state !== 'applying'
  return (
    <Page
      title={reading ? 'Comparing both sides' : 'Linking your contacts'}
      tab="Comparison"
      lead={
        reading
          ? 'You can leave this page; the comparison goes on.'
          : 'You can leave this page; the work goes on. Contacts fill up as they are linked.'
      }
    >
      {run.error && <StandingStill error={run.error} />}
      <section className="card" aria-label="Progress">
        <Group className={classes.notice} gap="sm" wrap="nowrap">
          {reading ? (
            <IconEye size={20} className="accent" style={{ flex: 'none' }} />
          ) : (
            <IconPencil size={20} className="accent" style={{ flex: 'none' }} />
          )}
          <Text fw={550}>
            {reading
              ? 'Nothing is being written. Both sides are only read.'
              : 'Only what you approved is being written.'}
          </Text>
        </Group>
        <div className="card-pad">
          <Group justify="space-between" mb={8}>
            <Text fw={550} className="num">
              {run.progress === null ? 'Starting' : `${Math.floor(run.progress * 100)} %`}
            </Text>
            <Text size="sm" c="dimmed" className="num">
              {run.error
                ? 'Not moving at the moment'
                : run.secondsLeft === null
                  ? 'Working out how long it takes'
                  : `${durationText(run.secondsLeft)} left`}
            </Text>
          </Group>
          <Progress.Root size="lg" mb="lg">
            <Progress.Section value={(run.progress ?? 0.02) * 100} color="harbour.7" aria-label="Whole run" />
          </Progress.Root>
          <Stack gap="md">
            {run.steps.map((step) => (
              <StepBar key={step.id} step={step} />
            ))}
          </Stack>
          <Text size="sm" c="dimmed" mt="lg" className="num">
            Calls so far: {numberText(run.calls.capsule)} to Capsule, {numberText(run.calls.xero)} to Xero
          </Text>
          <Announcement run={run} />
        </div>
      </section>
    </Page>
  )
}

/** The run waits for a vendor or for a person; what it has done so far is kept. */
function StandingStill({ error }: { error: NonNullable<Run['error']> }) {
  return (
    <Alert
      role="alert"
      color="red"
      variant="outline"
      bg="var(--cp-card)"
      icon={<IconAlertCircle />}
      title={error.message}
      classNames={{ title: 'danger' }}
    >
      <Stack gap="sm" align="flex-start">
        {error.next !== null && <Text size="sm">{error.next}</Text>}
        <Button component={Link} to="/connections" variant="default" size="xs">
          Connections
        </Button>
      </Stack>
    </Alert>
  )
}

/** Read aloud at every tenth, not at every record. */
function Announcement({ run }: { run: Run }) {
  const tenth = run.progress === null ? null : Math.floor(run.progress * 10) * 10
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {tenth === null ? 'Starting' : `${tenth} percent done`}
    </VisuallyHidden>
  )
}

function StepBar({ step }: { step: Step }) {
  const percent = stepPercent(step)
  const waiting = step.state === 'waiting'
  return (
    <div data-step={step.id} data-state={step.state}>
      <Group justify="space-between" mb={4} wrap="nowrap" gap="sm">
        <Text size="sm" className={waiting ? 'quiet' : ''}>
          {stepWord[step.id]}
        </Text>
        <Text size="sm" c="dimmed" className="num" style={{ whiteSpace: 'nowrap' }}>
          {step.state === 'done' && (
            <IconCheck size={15} aria-label="Done" style={{ verticalAlign: '-0.15em' }} />
          )}{' '}
          {waiting ? 'Waiting' : stepCount(step)}
        </Text>
      </Group>
      <Progress.Root size="sm">
        <Progress.Section
          value={waiting ? 0 : (percent ?? 100)}
          striped={percent === null && !waiting}
          animated={percent === null && !waiting}
          color={percent === null ? 'harbour.4' : 'harbour.7'}
          aria-label={stepWord[step.id]}
        />
      </Progress.Root>
    </div>
  )
}

function stepCount(step: Step): string {
  if (step.id === 'plan') return step.state === 'done' ? '' : 'Running'
  if (step.total === null || step.state === 'done') return count(step.done, 'record', 'records')
  return `${numberText(step.done)} of ${numberText(step.total)}`
}
