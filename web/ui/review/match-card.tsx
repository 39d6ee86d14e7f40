import { Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { MatchReview } from '#api/reviews.ts'
import { bestOf, reviewKeyOf } from '../../lib/review.ts'
import { usePageKeys } from '../page-keys.ts'
import { Reasons, Record } from '../record-card.tsx'
import { Actions, type CardProps, Consequences, KeyButton } from './card-parts.tsx'
import classes from './review.module.css'

/** A Xero contact beside the Capsule records it may stand for. */
export function MatchCard({ review, decide, skip }: CardProps<MatchReview>) {
  const [chosen, setChosen] = useState(() => bestOf(review.candidates))
  const candidate = chosen === null ? undefined : review.candidates[chosen]
  const link = () => {
    if (candidate) decide({ kind: 'link', partyId: Number(candidate.record.id) })
  }
  usePageKeys((key) => {
    const meant = reviewKeyOf(key)
    if (meant?.does === 'accept') link()
    else if (meant?.does === 'refuse') decide({ kind: 'none' })
    else if (meant?.does === 'choose' && review.candidates[meant.index]) setChosen(meant.index)
    else return false
    return true
  })
  return (
    <>
      <div className={classes.body}>
        <div className={classes.sides}>
          <div className={classes.box} style={{ alignSelf: 'start' }}>
            <Record record={review.subject} label="In Xero" />
          </div>
          <div className={classes.candidates} role="radiogroup" aria-label="Candidates in Capsule">
            {review.candidates.length === 0 && (
              <Text size="sm" c="dimmed">
                No Capsule record comes close.
              </Text>
            )}
            {review.candidates.map((one, index) => (
              <label key={one.record.id} className={classes.choice} data-candidate={one.record.id}>
                <input
                  type="radio"
                  name={`candidate-${review.id}`}
                  checked={index === chosen}
                  onChange={() => setChosen(index)}
                  aria-label={`${one.record.name}, ${one.score} of 100`}
                />
                <Stack gap={6}>
                  <Record
                    record={one.record}
                    label={`${review.candidates.length > 1 ? `${index + 1} · ` : ''}In Capsule · ${one.score} of 100`}
                  />
                  <Reasons reasons={one.reasons} />
                </Stack>
              </label>
            ))}
          </div>
        </div>
        {candidate && (
          <Consequences title={`Linking with ${candidate.record.name}`} list={candidate.consequences} />
        )}
        <Consequences title="None of these" list={[review.otherwise]} />
      </div>
      <Actions skip={skip}>
        <KeyButton shortcut="a" onClick={link} disabled={!candidate}>
          {review.candidates.length > 1 && chosen !== null ? `Link with ${chosen + 1}` : 'Link'}
        </KeyButton>
        {!candidate && review.candidates.length > 0 && (
          <Text size="sm" c="dimmed">
            Choose a candidate first
          </Text>
        )}
        <KeyButton shortcut="x" variant="default" onClick={() => decide({ kind: 'none' })}>
          None of these
        </KeyButton>
        <ExcludeButton onClick={() => decide({ kind: 'exclude' })} />
      </Actions>
    </>
  )
}

function ExcludeButton({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" className="text-button" onClick={onClick}>
      Leave out of everything
    </button>
  )
}
