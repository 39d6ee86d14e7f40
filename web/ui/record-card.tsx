import { Anchor, Box, Text } from '@mantine/core'
import { IconBuilding, IconCheck, IconUser, IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { PairSample, RecordCard } from '#api/runs.ts'
import { isZero, moneyList } from '../lib/money.ts'
import { recordKindWord, sideName } from '../lib/words.ts'

/** A record of one side, with the facts worth comparing. */
export function Record({ record, label }: { record: RecordCard; label?: string }) {
  const Icon = record.kind === 'person' ? IconUser : IconBuilding
  return (
    <Box miw={0}>
      <Text size="xs" c="dimmed" mb={2}>
        {label ?? sideName[record.side]}
        {record.organisation !== undefined && `, ${record.organisation}`}
      </Text>
      <Text fw={550} style={{ overflowWrap: 'anywhere' }}>
        <span className="mark quiet" role="img" aria-label={recordKindWord[record.kind]}>
          <Icon size={17} stroke={1.7} />
        </span>{' '}
        <Anchor component={Link} to={record.href} className="plain-link" inherit c="inherit">
          {record.name}
        </Anchor>
      </Text>
      {record.facts.map((fact) => (
        <Text key={fact} size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {fact}
        </Text>
      ))}
      {!isZero(record.outstanding) && (
        <Text size="sm" className="num">
          {moneyList(record.outstanding)} outstanding
        </Text>
      )}
    </Box>
  )
}

export function Reasons({ reasons }: { reasons: PairSample['reasons'] }) {
  if (reasons.length === 0) return null
  return (
    <ul
      style={{
        margin: 0,
        padding: 0,
        listStyle: 'none',
        display: 'flex',
        flexWrap: 'wrap',
        gap: '0.15rem 1rem',
      }}
    >
      {reasons.map(({ words, agrees }) => (
        <li
          key={words}
          style={{ fontSize: '0.85rem', display: 'flex', gap: '0.3rem', alignItems: 'flex-start' }}
        >
          <span
            className={agrees ? 'mark accent' : 'mark danger'}
            role="img"
            aria-label={agrees ? 'Agrees' : 'Differs'}
          >
            {agrees ? <IconCheck size={16} /> : <IconX size={16} />}
          </span>
          <span className="sentence">{words}</span>
        </li>
      ))}
    </ul>
  )
}

/** Two records side by side and why they are thought to be one, or that one is still missing. */
export function Pair({ sample }: { sample: PairSample }) {
  return (
    <div className="pair">
      <div>
        {sample.capsule ? (
          <Record record={sample.capsule} />
        ) : (
          <>
            <Text size="xs" c="dimmed" mb={2}>
              Capsule
            </Text>
            <Text c="dimmed" size="sm">
              Not there yet
            </Text>
          </>
        )}
      </div>
      <div>
        <Record record={sample.xero} />
      </div>
      {sample.reasons.length > 0 && (
        <div className="pair-reasons">
          <Reasons reasons={sample.reasons} />
        </div>
      )}
    </div>
  )
}
