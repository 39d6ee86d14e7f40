import { Anchor, Checkbox, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ApprovalReview } from '#api/reviews.ts'
import { listed, reviewKeyOf } from '../../lib/review.ts'
import { count } from '../../lib/time.ts'
import { midSentence, sideName } from '../../lib/words.ts'
import { usePageKeys } from '../page-keys.ts'
import { Record } from '../record-card.tsx'
import { Actions, type CardProps, Changes, Consequences, KeyButton } from './card-parts.tsx'
import classes from './review.module.css'

/** What would be written, and what it costs. */
export function ApprovalCard({ review, decide, skip }: CardProps<ApprovalReview>) {
  const [always, setAlways] = useState(false)
  const approve = () => {
    if (review.mayApprove) decide({ kind: 'approve', always: always && review.always.length > 0 })
  }
  usePageKeys((key) => {
    const meant = reviewKeyOf(key)
    if (meant?.does === 'accept') approve()
    else if (meant?.does === 'refuse') decide({ kind: 'refuse' })
    else if (meant?.does === 'always' && review.always.length > 0) setAlways((now) => !now)
    else return false
    return true
  })
  return (
    <>
      <div className={classes.body}>
        {(review.capsule || review.xero) && (
          <div className={classes.sides}>
            {[review.capsule, review.xero].map(
              (record) =>
                record && (
                  <div key={record.side} className={classes.box}>
                    <Record record={record} />
                  </div>
                ),
            )}
          </div>
        )}
        <Text fw={550}>{review.what}</Text>
        {review.changes.length > 0 && <Changes changes={review.changes} />}
        <Consequences title="What this means" list={review.consequences} />
        <Text size="sm" c="dimmed" className="num">
          {`${count(review.calls, 'call', 'calls')} to ${sideName[review.side]}`}
          {review.requestedBy !== null && ` · asked for by ${review.requestedBy}`}
          {review.run && (
            <>
              {` · ${count(review.run.records, 'record', 'records')} · `}
              <Anchor component={Link} to={`/activity/${review.run.id}`} inherit underline="always">
                See every write
              </Anchor>
            </>
          )}
        </Text>
        {review.always.length > 0 && (
          <Checkbox
            checked={always}
            onChange={(event) => setAlways(event.currentTarget.checked)}
            aria-keyshortcuts="Shift+A"
            label={`Always do this: stop asking about ${listed(review.always.map(midSentence))}`}
            description="Changes the rule. Later changes of this kind are then written without a question."
          />
        )}
        {!review.mayApprove && (
          <Text size="sm" role="note">
            You asked for this, so somebody else approves it.
          </Text>
        )}
      </div>
      <Actions skip={skip}>
        <KeyButton shortcut="a" onClick={approve} disabled={!review.mayApprove}>
          Approve
        </KeyButton>
        <KeyButton shortcut="x" variant="default" onClick={() => decide({ kind: 'refuse' })}>
          Refuse
        </KeyButton>
      </Actions>
    </>
  )
}
