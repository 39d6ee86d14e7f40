import { Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Money } from '#api/common.ts'
import type { Panel } from '#api/panel.ts'
import { daysToPayWords } from '../../lib/documents.ts'
import { isZero } from '../../lib/money.ts'
import { Amounts } from '../amount.tsx'

/** Outstanding, overdue, credit, and how long this customer takes to pay; currency by currency. */
export function Sums({ panel }: { panel: Panel }) {
  const { outstanding, overdue, credit, daysToPay, bills } = panel
  const usual = daysToPay && daysToPayWords(daysToPay)
  return (
    <Group component="dl" style={{ gap: '0.6rem 2rem' }} px="lg" pt={4} pb="md" m={0} align="flex-start">
      {outstanding !== null && (
        <Sum name="Outstanding">
          <Total amounts={outstanding} />
        </Sum>
      )}
      {overdue !== null && (
        <Sum name="Overdue">
          <Total amounts={overdue} overdue />
        </Sum>
      )}
      {credit !== null && !isZero(credit) && (
        <Sum name="Credit to use">
          <Amounts amounts={credit} />
        </Sum>
      )}
      {usual && (
        <Sum name="Usually pays in">
          <span title={usual.basis}>{usual.days}</span>
          {usual.trend !== null && (
            <Text size="xs" fw={400} c="dimmed">
              {usual.trend}
            </Text>
          )}
        </Sum>
      )}
      {bills && bills.outstanding !== null && (
        <Sum name="We owe">
          <Total amounts={bills.outstanding} />
        </Sum>
      )}
    </Group>
  )
}

const Total = ({ amounts, overdue = false }: { amounts: readonly Money[] | null; overdue?: boolean }) =>
  isZero(amounts) ? 'Nothing' : <Amounts amounts={amounts} overdue={overdue} />

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
