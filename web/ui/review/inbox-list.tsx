import { Link } from '@tanstack/react-router'
import type { Review } from '#api/reviews.ts'
import { reviewLine } from '../../lib/review.ts'
import type { ReviewSearch } from '../../lib/review-search.ts'
import { When } from '../when.tsx'
import classes from './review.module.css'
import { ReviewMark } from './review-mark.tsx'

/** The questions, the riskiest first. */
export function InboxList({
  reviews,
  search,
  currentId,
  onEnter,
}: {
  reviews: readonly Review[]
  search: ReviewSearch
  currentId: string | undefined
  /** A question was opened on purpose, not only passed. */
  onEnter: (id: string) => void
}) {
  return (
    <ol>
      {reviews.map((review) => (
        <li key={review.id}>
          <Link
            to="/review"
            search={{ ...search, id: review.id }}
            resetScroll={false}
            className={classes.item}
            data-review={review.id}
            data-kind={review.kind}
            aria-current={review.id === currentId ? 'true' : undefined}
            onClick={() => onEnter(review.id)}
          >
            <ReviewMark kind={review.kind} />
            <span className={`${classes.title} clip`}>{review.title}</span>
            <span className={classes.when}>
              <When at={review.createdAt} />
            </span>
            <span className={classes.line}>{reviewLine(review)}</span>
          </Link>
        </li>
      ))}
    </ol>
  )
}
