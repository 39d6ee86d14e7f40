import { Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Panel } from '#api/contacts.ts'
import { isZero } from '../../lib/money.ts'
import { count } from '../../lib/time.ts'
import { Amounts } from '../amount.tsx'

/** Outstanding, overdue, and how long this customer takes to pay. */
export function Sums({ panel }: { panel: Panel }) {
  return (
    <Group component="dl" style={{ gap: '0.5rem 2rem' }} px="lg" pt={4} pb="md" m={0} align="flex-start">
      <Sum name="Outstanding">
        {isZero(panel.outstanding) ? 'Nothing' : <Amounts amounts={panel.outstanding} />}
      </Sum>
      <Sum name="Overdue">
        {isZero(panel.overdue) ? 'Nothing' : <Amounts amounts={panel.overdue} overdue />}
      </Sum>
      {panel.averageDaysToPay !== null && (
        <Sum name="Usually pays in">{count(panel.averageDaysToPay, 'day', 'days')}</Sum>
      )}
    </Group>
  )
}

function Sum({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" m={0} fw={600} size="lg" className="num">
        {children}
      </Text>
    </div>
  )
}
