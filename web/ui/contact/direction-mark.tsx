import { IconArrowLeft, IconArrowRight, IconArrowsHorizontal, IconMinus } from '@tabler/icons-react'
import type { FieldRow } from '#api/contacts.ts'
import { directionWord } from '../../lib/fields.ts'

const icons = {
  capsule_to_xero: IconArrowRight,
  xero_to_capsule: IconArrowLeft,
  both: IconArrowsHorizontal,
  off: IconMinus,
} as const satisfies Record<FieldRow['direction'], unknown>

/** Which way a field travels; Capsule is on the left everywhere. */
export function DirectionMark({ direction }: { direction: FieldRow['direction'] }) {
  const Icon = icons[direction]
  return (
    <span
      className="mark quiet"
      role="img"
      aria-label={directionWord[direction]}
      title={directionWord[direction]}
    >
      <Icon size={17} stroke={1.8} />
    </span>
  )
}
