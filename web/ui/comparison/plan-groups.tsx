import { Box, Button, Collapse, Group, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { PlanSummary } from '#api/runs.ts'
import { groupEffect, groupSentence, type PlanGroup, skipText } from '../../lib/plan-words.ts'
import { count, numberText } from '../../lib/time.ts'
import { Pair, Record } from '../record-card.tsx'
import classes from './comparison.module.css'

/** What the comparison found, as sentences, each with samples. */
export function PlanGroups({ plan, nameOnlyTick }: { plan: PlanSummary; nameOnlyTick: ReactNode }) {
  const { counts, samples } = plan
  const pairs = (group: 'link' | 'nameOnly' | 'create' | 'review') =>
    samples[group].map((sample) => <Pair key={sample.xero.id} sample={sample} />)
  return (
    <section className="card" aria-label="What was found">
      <FoundGroup group="link" n={counts.link} shown={samples.link.length}>
        {pairs('link')}
      </FoundGroup>
      <FoundGroup group="nameOnly" n={counts.nameOnly} shown={samples.nameOnly.length} extra={nameOnlyTick}>
        {pairs('nameOnly')}
      </FoundGroup>
      <FoundGroup group="create" n={counts.create} shown={samples.create.length}>
        {pairs('create')}
      </FoundGroup>
      <FoundGroup group="review" n={counts.review} shown={samples.review.length}>
        {pairs('review')}
      </FoundGroup>
      <FoundGroup group="capsuleOnly" n={counts.capsuleOnly} shown={samples.capsuleOnly.length}>
        {samples.capsuleOnly.map((record) => (
          <div key={record.id} className="pair" style={{ gridTemplateColumns: '1fr' }}>
            <div>
              <Record record={record} />
            </div>
          </div>
        ))}
      </FoundGroup>
      <FoundGroup
        group="skipped"
        n={counts.skipped}
        shown={0}
        extra={
          <Text size="sm" className="num">
            {plan.skippedBy.map((one) => `${numberText(one.count)} ${skipText(one.reason)}`).join(', ')}
          </Text>
        }
      />
    </section>
  )
}

function FoundGroup({
  group,
  n,
  shown,
  extra,
  children,
}: {
  group: PlanGroup
  n: number
  shown: number
  extra?: ReactNode
  children?: ReactNode
}) {
  const [open, { toggle }] = useDisclosure(false)
  if (n === 0) return null
  const id = `samples-${group}`
  return (
    <Box className={`${classes.group} card-pad`} data-group={group} data-count={n}>
      <Group justify="space-between" align="flex-start" gap="xs">
        <Box miw={0} flex="1 1 18rem">
          <Title order={2} size="h4" fw={600}>
            {groupSentence(group, n)}
          </Title>
          <Text size="sm" c="dimmed">
            {groupEffect[group]}
          </Text>
        </Box>
        {shown > 0 && (
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={toggle}
            aria-expanded={open}
            aria-controls={id}
            aria-label={`${showText(shown, n)}: ${groupSentence(group, n)}`}
            style={{ flex: 'none', marginInline: '-0.5rem' }}
            rightSection={open ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
          >
            {showText(shown, n)}
          </Button>
        )}
      </Group>
      {extra !== undefined && <Box mt="sm">{extra}</Box>}
      {shown > 0 && (
        <Collapse expanded={open} id={id}>
          <div className={classes.samples} style={{ marginTop: '1rem' }}>
            {children}
          </div>
        </Collapse>
      )}
    </Box>
  )
}

const showText = (shown: number, n: number): string =>
  shown < n ? count(shown, 'sample', 'samples') : 'Show'
