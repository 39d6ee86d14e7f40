import { Alert, Button, Checkbox, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { PlanSummary, Run } from '#api/runs.ts'
import { ApiFailure, write } from '../../lib/api.ts'
import { paths } from '../../lib/endpoints.ts'
import { linksOnApproval } from '../../lib/plan-words.ts'
import { comparisonQuery } from '../../lib/queries.ts'
import { count, durationText, numberText } from '../../lib/time.ts'
import { Failure } from '../failure.tsx'
import { Page } from '../page.tsx'
import { When } from '../when.tsx'
import classes from './comparison.module.css'
import { PlanGroups } from './plan-groups.tsx'

/** What was found and what starting does; nothing has been written. */
export function ComparisonPlan({
  run,
  plan,
  changed,
  onChanged,
}: {
  run: Run
  plan: PlanSummary
  /** True once the server refused an older plan: this is the new one. */
  changed: boolean
  onChanged: () => void
}) {
  const [includeNameOnly, setIncludeNameOnly] = useState(false)
  return (
    <Page
      title="Here is what was found"
      tab="Comparison"
      lead={
        <>
          {count(plan.counts.parties, 'Capsule record', 'Capsule records')},{' '}
          {count(plan.counts.contacts, 'Xero contact', 'Xero contacts')} and{' '}
          {count(plan.counts.documents, 'document', 'documents')} were read
          {run.endedAt !== null && (
            <>
              {' '}
              <When at={run.endedAt} />
            </>
          )}
          . Nothing has been written.
        </>
      }
    >
      <div className={classes.columns}>
        <PlanGroups
          plan={plan}
          nameOnlyTick={
            <Checkbox
              checked={includeNameOnly}
              onChange={(event) => setIncludeNameOnly(event.currentTarget.checked)}
              label="Link them too"
              description={`Without the tick ${plan.counts.nameOnly === 1 ? 'this pair waits' : 'these pairs wait'} under Review.`}
            />
          }
        />
        <StartCard
          key={plan.hash}
          run={run}
          plan={plan}
          includeNameOnly={includeNameOnly}
          changed={changed}
          onChanged={onChanged}
        />
      </div>
    </Page>
  )
}

function useStart(run: Run, plan: PlanSummary, includeNameOnly: boolean, onChanged: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => write('POST', paths.approve(run.id), { hash: plan.hash, includeNameOnly }),
    onError: (error) => {
      if (isChangedPlan(error)) onChanged()
    },
    onSettled: () => client.invalidateQueries({ queryKey: comparisonQuery.queryKey }),
  })
}

const isChangedPlan = (error: Error): boolean => error instanceof ApiFailure && error.status === 409

function StartCard({
  run,
  plan,
  includeNameOnly,
  changed,
  onChanged,
}: {
  run: Run
  plan: PlanSummary
  includeNameOnly: boolean
  changed: boolean
  onChanged: () => void
}) {
  const start = useStart(run, plan, includeNameOnly, onChanged)
  const links = linksOnApproval(plan, includeNameOnly)
  return (
    <aside className={classes.aside} aria-label="What will be written">
      <section className="card card-pad" aria-labelledby="writes">
        <Title order={2} size="h4" mb="xs" id="writes">
          What will be written
        </Title>
        <dl className={classes.facts}>
          <Fact name="Contacts linked">{numberText(links)}</Fact>
          <Fact name="Created in Capsule">{numberText(plan.counts.create)}</Fact>
          <Fact name="Created in Xero">0</Fact>
          <Fact name="Archived or deleted">0</Fact>
        </dl>
        <Text size="sm" mt="sm">
          Each linked Capsule record gets two fields that point to its Xero contact. Each Xero contact without
          a contact number gets the Capsule record’s id there. Nothing else is changed.
        </Text>
        <dl className={classes.facts} style={{ marginTop: '0.75rem' }}>
          <Fact name="Calls to Capsule">about {numberText(plan.writes.capsuleCalls)}</Fact>
          <Fact name="Calls to Xero">about {numberText(plan.writes.xeroCalls)}</Fact>
          <Fact name="Time">{durationText(plan.writes.seconds)}</Fact>
        </dl>
      </section>
      <Stack gap="xs" className={`card card-pad ${classes.start}`}>
        {changed && (
          <Alert role="alert" variant="outline" bg="var(--cp-card)" title="The plan has changed">
            <Text size="sm">
              Records changed since you opened it, so nothing was written. Please look at the new plan, then
              start.
            </Text>
          </Alert>
        )}
        {start.isError && !isChangedPlan(start.error) && <Failure error={start.error} />}
        <Button
          size="md"
          fullWidth
          loading={start.isPending || start.isSuccess}
          onClick={() => start.mutate()}
        >
          Start
        </Button>
        <Text size="sm" c="dimmed" ta="center">
          Links {numberText(links)}, creates {numberText(plan.counts.create)} in Capsule
        </Text>
      </Stack>
    </aside>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="quiet">{name}</dt>
      <dd className="num right">{children}</dd>
    </>
  )
}
