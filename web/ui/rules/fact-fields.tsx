import { Switch, TextInput } from '@mantine/core'
import type { FactSettings, FactsView } from '#api/facts.ts'
import classes from './fact-rules.module.css'

const typeWords = { number: 'a number', date: 'a date', text: 'text' } as const

/** One switch for each custom field, with its name in Capsule. */
export function FactFields({
  view,
  draft,
  onChange,
}: {
  view: FactsView
  draft: FactSettings
  onChange: (draft: FactSettings) => void
}) {
  return (
    <ul className={classes.facts} aria-label="Custom fields">
      {view.fields.map(({ fact, means, type, made }) => {
        const field = draft.fields[fact]
        const put = (change: Partial<typeof field>) =>
          onChange({ ...draft, fields: { ...draft.fields, [fact]: { ...field, ...change } } })
        const unit = isAmount(fact) && view.currency !== null ? `, in ${view.currency}` : ''
        return (
          <li key={fact}>
            <Switch
              label={field.name}
              description={`${means}${unit}. ${made ? 'The field is in Capsule.' : `Made in Capsule when it is missing, as ${typeWords[type]}.`}`}
              checked={field.on}
              onChange={(event) => put({ on: event.currentTarget.checked })}
            />
            <TextInput
              size="xs"
              aria-label={`Name in Capsule: ${means}`}
              maxLength={100}
              disabled={!field.on}
              value={field.name}
              onChange={(event) => put({ name: event.currentTarget.value })}
            />
          </li>
        )
      })}
    </ul>
  )
}

const isAmount = (fact: string): boolean => ['outstanding', 'overdue', 'lifetime_value'].includes(fact)
