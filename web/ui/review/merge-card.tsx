import { Text } from '@mantine/core'
import type { MergeReview } from '#api/reviews.ts'
import { reviewKeyOf } from '../../lib/review.ts'
import { sideName } from '../../lib/words.ts'
import { External } from '../external.tsx'
import { usePageKeys } from '../page-keys.ts'
import { Record } from '../record-card.tsx'
import { Actions, type CardProps, KeyButton } from './card-parts.tsx'
import classes from './review.module.css'

/** Neither vendor lets a program merge, so this says how a person does. */
export function MergeCard({ review, decide, skip }: CardProps<MergeReview>) {
  const done = () => decide({ kind: 'dismiss' })
  usePageKeys((key) => {
    const meant = reviewKeyOf(key)
    if (meant?.does !== 'accept' && meant?.does !== 'refuse') return false
    done()
    return true
  })
  const side = sideName[review.side]
  return (
    <>
      <div className={classes.body}>
        <div className={classes.sides}>
          <div className={classes.box}>
            <Record record={review.winner} label={`Stays in ${side}`} />
          </div>
          <div className={classes.box}>
            <Record record={review.loser} label="Is merged into it" />
          </div>
        </div>
        <section aria-label="Steps">
          <Text fw={550} size="sm">
            In {side}
          </Text>
          <ol className={classes.bullets}>
            {review.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </section>
        <Text size="sm">
          <External href={review.url}>Open in {side}</External>
        </Text>
      </div>
      <Actions skip={skip}>
        <KeyButton shortcut="a" onClick={done}>
          Done
        </KeyButton>
        <KeyButton shortcut="x" variant="default" onClick={done}>
          Keep both
        </KeyButton>
      </Actions>
    </>
  )
}
