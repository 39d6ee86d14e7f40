import { Group, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { RefObject } from 'react'
import type { Decision, Review } from '#api/reviews.ts'
import { reviewKindWord } from '../../lib/review.ts'
import { When } from '../when.tsx'
import { ApprovalCard } from './approval-card.tsx'
import { ConflictCard } from './conflict-card.tsx'
import { MatchCard } from './match-card.tsx'
import { MergeCard } from './merge-card.tsx'
import classes from './review.module.css'
import { ReviewMark } from './review-mark.tsx'

/** The open question. */
export function ReviewCard({
  review,
  heading,
  decide,
  skip,
}: {
  review: Review
  heading: RefObject<HTMLHeadingElement | null>
  decide: (decision: Decision) => void
  skip: () => void
}) {
  return (
    <article className="card" aria-labelledby="question" data-question={review.id}>
      <div className={classes.head}>
        <Group gap={6} mb={4} fz="sm" className="quiet">
          <ReviewMark kind={review.kind} size={16} />
          <span>{reviewKindWord[review.kind].one}</span>
          <span>
            · asked <When at={review.createdAt} />
          </span>
        </Group>
        <Title
          order={2}
          size="h3"
          id="question"
          ref={heading}
          tabIndex={-1}
          style={{ overflowWrap: 'anywhere', outline: 0 }}
        >
          <Link to={review.href} className="plain-link">
            {review.title}
          </Link>
        </Title>
        <Text mt={2}>{review.why}</Text>
      </div>
      {card(review, decide, skip)}
    </article>
  )
}

function card(review: Review, decide: (decision: Decision) => void, skip: () => void) {
  switch (review.kind) {
    case 'match':
      return <MatchCard review={review} decide={decide} skip={skip} />
    case 'conflict':
      return <ConflictCard review={review} decide={decide} skip={skip} />
    case 'approval':
      return <ApprovalCard review={review} decide={decide} skip={skip} />
    case 'merge':
      return <MergeCard review={review} decide={decide} skip={skip} />
  }
}
