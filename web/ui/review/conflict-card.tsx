import { Checkbox, Text } from '@mantine/core'
import { useRef, useState } from 'react'
import type { ConflictReview } from '#api/reviews.ts'
import {
  type Choice,
  type Choices,
  choiceWords,
  fieldNames,
  mayTake,
  othersSettled,
  reviewKeyOf,
  ruleWords,
  undecided,
} from '../../lib/review.ts'
import { count } from '../../lib/time.ts'
import { sideName } from '../../lib/words.ts'
import { usePageKeys } from '../page-keys.ts'
import { When } from '../when.tsx'
import { Actions, type CardProps, KeyButton, Value } from './card-parts.tsx'
import classes from './review.module.css'

type Field = ConflictReview['fields'][number]

/** Both values of each field beside what was agreed before; a person says which counts. */
export function ConflictCard({ review, decide, skip }: CardProps<ConflictReview>) {
  const [choices, setChoices] = useState<Choices>({})
  const [always, setAlways] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const left = undecided(review, choices)
  const apply = (all: Choices = choices) => {
    if (undecided(review, all).length === 0) decide({ kind: 'resolve', fields: { ...all }, always })
  }
  const focusField = (field: string | undefined) =>
    root.current
      ?.querySelector<HTMLInputElement>(
        `[data-field="${field}"] input:checked, [data-field="${field}"] input:not(:disabled)`,
      )
      ?.focus()

  /** With one field the key decides; with several it chooses and goes to the next. */
  const take = (choice: Choice) => {
    const focused = document.activeElement?.closest('[data-field]')?.getAttribute('data-field')
    const field = review.fields.find((one) => one.field === focused) ?? left[0] ?? review.fields[0]
    if (!field || !mayTake(field, choice)) return
    const all = { ...choices, [field.field]: choice }
    setChoices(all)
    if (review.fields.length === 1) apply(all)
    else focusField(undecided(review, all)[0]?.field ?? field.field)
  }
  usePageKeys((key) => {
    const meant = reviewKeyOf(key)
    if (meant?.does === 'take') take(meant.choice)
    else if (meant?.does === 'accept') apply()
    else if (meant?.does === 'always') setAlways((now) => !now)
    else return false
    return true
  })

  return (
    <>
      <div className={classes.body} ref={root}>
        {review.fields.map((field) => (
          <FieldChoice
            key={field.field}
            reviewId={review.id}
            why={review.why}
            field={field}
            choice={choices[field.field]}
            onChoose={(choice) => setChoices((now) => ({ ...now, [field.field]: choice }))}
          />
        ))}
        <Checkbox
          checked={always}
          onChange={(event) => setAlways(event.currentTarget.checked)}
          aria-keyshortcuts="Shift+A"
          label={`Always do this for ${fieldNames(review)}`}
          description={alwaysWords(review, choices)}
        />
      </div>
      <Actions skip={skip}>
        <KeyButton shortcut="a" onClick={() => apply()} disabled={left.length > 0}>
          Apply
        </KeyButton>
        <Text size="sm" c="dimmed" role="status">
          {left.length > 0
            ? review.fields.length === 1
              ? 'Choose a value'
              : `${count(left.length, 'field', 'fields')} to choose`
            : 'Ready'}
        </Text>
      </Actions>
    </>
  )
}

function alwaysWords(review: ConflictReview, choices: Choices): string {
  const others = othersSettled(review)
  const settles =
    others === 0
      ? 'No other question is open about it.'
      : `Settles ${count(others, 'other question', 'other questions')} as well.`
  return [ruleWords(review, choices) ?? 'Makes your choice the rule.', settles].join(' ')
}

function FieldChoice({
  reviewId,
  why,
  field,
  choice,
  onChoose,
}: {
  reviewId: string
  /** Said already for the whole question. */
  why: string
  field: Field
  choice: Choice | undefined
  onChoose: (choice: Choice) => void
}) {
  const radio = (value: Choice) => ({
    type: 'radio' as const,
    name: `${reviewId}-${field.field}`,
    checked: choice === value,
    disabled: !mayTake(field, value),
    onChange: () => onChoose(value),
  })
  return (
    <fieldset className={classes.field} data-field={field.field}>
      <legend className="sentence">{field.label}</legend>
      <Text size="sm" c="dimmed">
        {field.why !== why && `${field.why} `}
        {field.agreedAt === null && field.agreed === null ? (
          'The two sides never agreed on it.'
        ) : (
          <>
            Agreed before
            {field.agreedAt !== null && (
              <>
                {' '}
                (<When at={field.agreedAt} />)
              </>
            )}
            : <Value value={field.agreed} />
          </>
        )}
      </Text>
      <div className={classes.three}>
        {(['capsule', 'xero'] as const).map((side) => (
          <label key={side} className={classes.choice}>
            <input {...radio(side)} />
            <Text size="xs" c="dimmed" component="div">
              {sideName[side]}
              {field[side].changedAt !== null && (
                <>
                  {' '}
                  · <When at={field[side].changedAt} />
                </>
              )}
            </Text>
            <Value value={field[side].value} />
            {!mayTake(field, side) && (
              <Text size="xs" c="dimmed">
                Cannot be copied to the other side
              </Text>
            )}
          </label>
        ))}
        <label className={classes.choice}>
          <input {...radio('keep')} />
          <Text size="sm" component="div">
            Leave both as they are
          </Text>
        </label>
      </div>
      {choice !== undefined && (
        <Text size="sm" mt={6} role="status">
          {choiceWords(field, choice)}
        </Text>
      )}
    </fieldset>
  )
}
