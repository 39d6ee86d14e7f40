import { IconArrowsJoin2, IconArrowsSplit2, IconHelpCircle, IconRubberStamp } from '@tabler/icons-react'
import type { ReviewKind } from '#api/reviews.ts'
import { reviewKindWord } from '../../lib/review.ts'

const icons = {
  match: IconHelpCircle,
  conflict: IconArrowsSplit2,
  approval: IconRubberStamp,
  merge: IconArrowsJoin2,
} as const satisfies Record<ReviewKind, unknown>

export function ReviewMark({ kind, size = 18 }: { kind: ReviewKind; size?: number }) {
  const Icon = icons[kind]
  const word = reviewKindWord[kind].one
  return (
    <span className="mark accent" role="img" aria-label={word} title={word}>
      <Icon size={size} stroke={1.8} />
    </span>
  )
}
