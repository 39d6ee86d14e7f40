import { Checkbox, NativeSelect, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { RulesView } from '#api/rules.ts'
import { directionLabel, type FieldDraft, policyLabel } from '../../lib/rules.ts'
import { numberText } from '../../lib/time.ts'
import { midSentence } from '../../lib/words.ts'
import { pick } from './pick.ts'
import classes from './rules.module.css'

type Rule = RulesView['fields'][number]
type Change = (field: string, change: FieldDraft) => void

/** How each field travels. */
export function FieldRules({
  view,
  drafts,
  onChange,
}: {
  view: RulesView
  drafts: Readonly<Record<string, FieldDraft>>
  onChange: Change
}) {
  return (
    <section className="card" aria-labelledby="field-rules" style={{ overflowX: 'auto' }}>
      <Title order={2} size="h4" id="field-rules" px="lg" pt="md" pb="xs">
        Fields
      </Title>
      <table className={`list ${classes.table}`}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Direction</th>
            <th scope="col">When both changed</th>
            <th scope="col" className={classes.center}>
              Copy cleared
            </th>
            <th scope="col" className={classes.center}>
              Ask first
            </th>
            <th scope="col" className="right">
              Differ now
            </th>
          </tr>
        </thead>
        <tbody>
          {view.fields.map((rule) => (
            <Row
              key={rule.field}
              rule={rule}
              draft={drafts[rule.field] ?? {}}
              customFields={view.customFields}
              onChange={onChange}
            />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({
  rule,
  draft,
  customFields,
  onChange,
}: {
  rule: Rule
  draft: FieldDraft
  customFields: RulesView['customFields']
  onChange: Change
}) {
  const { field } = rule
  const label = midSentence(rule.label)
  const direction = draft.direction ?? rule.direction
  const off = direction === 'off'
  const custom = draft.customField === undefined ? rule.customField : draft.customField
  return (
    <tr data-rule={field} className={Object.keys(draft).length > 0 ? classes.changed : ''}>
      <th scope="row" className={classes.name}>
        <span className="sentence" style={{ display: 'inline-block' }}>
          {rule.label}
        </span>
        {custom !== undefined && (
          <NativeSelect
            size="xs"
            className={classes.holder ?? ''}
            aria-label={`Capsule field that holds the ${label}`}
            value={custom === null ? '' : String(custom)}
            onChange={(event) => {
              const { value } = event.currentTarget
              onChange(field, { customField: value === '' ? null : Number(value) })
            }}
            data={[
              { value: '', label: 'Not kept in Capsule' },
              ...customFields.map(({ id, name }) => ({ value: String(id), label: `In “${name}”` })),
            ]}
          />
        )}
      </th>
      <td>
        <Caption>Direction</Caption>
        <NativeSelect
          size="xs"
          className={classes.select ?? ''}
          aria-label={`Direction of ${label}`}
          value={direction}
          onChange={(event) => {
            const chosen = pick(rule.directions, event.currentTarget.value)
            if (chosen) onChange(field, { direction: chosen })
          }}
          data={rule.directions.map((value) => ({ value, label: directionLabel[value] }))}
        />
      </td>
      <td>
        <Caption>When both changed</Caption>
        <NativeSelect
          size="xs"
          className={classes.select ?? ''}
          aria-label={`When both sides changed the ${label}`}
          disabled={off}
          value={draft.policy ?? rule.policy}
          onChange={(event) => {
            const chosen = pick(policies, event.currentTarget.value)
            if (chosen) onChange(field, { policy: chosen })
          }}
          data={policies.map((value) => ({ value, label: policyLabel[value] }))}
        />
      </td>
      <td className={classes.center}>
        <Caption>Copy cleared</Caption>
        <Checkbox
          aria-label={`Copy a cleared ${label}`}
          disabled={off}
          checked={draft.blank ?? rule.blank}
          onChange={(event) => onChange(field, { blank: event.currentTarget.checked })}
        />
      </td>
      <td className={classes.center}>
        <Caption>Ask first</Caption>
        <Checkbox
          aria-label={`Ask before writing the ${label}`}
          disabled={off}
          checked={draft.approve ?? rule.approve}
          onChange={(event) => onChange(field, { approve: event.currentTarget.checked })}
        />
      </td>
      <td className="right num">
        <span className={classes.caption}>Differ now</span>
        <span className={rule.differing === 0 ? 'quiet' : ''}>{numberText(rule.differing)}</span>
      </td>
    </tr>
  )
}

const policies = ['ask', 'capsule', 'xero', 'newest'] as const

/** Stands for the column's heading where there is none. */
function Caption({ children }: { children: ReactNode }) {
  return (
    <span className={classes.caption} aria-hidden="true">
      {children}
    </span>
  )
}
