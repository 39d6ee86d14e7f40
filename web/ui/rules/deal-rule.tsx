import { Button, Group, NativeSelect, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core'
import type { DealSettingsView } from '#api/deals.ts'
import deals from '../deals/deals.module.css'
import type { DealDraft } from './deal-rules.tsx'
import { pick } from './pick.ts'

type Rule = DealDraft['rules'][number]
type Choices = NonNullable<DealSettingsView['choices']>

const makes = ['draft_invoice', 'approved_invoice', 'quote'] as const
const makeWord = {
  draft_invoice: 'A draft invoice',
  approved_invoice: 'An approved invoice',
  quote: 'A draft quote',
} as const
const amounts = ['exclusive', 'inclusive', 'no_tax'] as const
const amountsWord = { exclusive: 'Without tax', inclusive: 'With tax', no_tax: 'No tax at all' } as const

interface Stage {
  readonly pipelineId: number
  readonly pipelineName: string
  readonly milestoneId: number
  readonly milestoneName: string
}

export const stagesOf = ({ pipelines }: Choices): (Stage & { readonly outcome: string })[] =>
  pipelines.flatMap((pipeline) =>
    pipeline.milestones.map((milestone) => ({
      pipelineId: pipeline.id,
      pipelineName: pipeline.name,
      milestoneId: milestone.id,
      milestoneName: milestone.name,
      outcome: milestone.outcome,
    })),
  )

/** For a won milestone that has no rule yet; null when there is none. */
export function newDealRule(choices: Choices, rules: readonly Rule[]): Rule | null {
  const taken = new Set(rules.map((rule) => rule.milestoneId))
  const free = stagesOf(choices).filter((stage) => !taken.has(stage.milestoneId))
  const stage = free.find((one) => one.outcome === 'won') ?? free[0]
  if (!stage) return null
  const { outcome: _, ...names } = stage
  return {
    ...names,
    id: crypto.randomUUID(),
    on: true,
    automatic: true,
    make: 'draft_invoice',
    approve: false,
    reference: '{name}',
    description: '{name}',
    itemCode: null,
    accountCode: choices.accounts[0]?.code ?? null,
    taxType: null,
    lineAmounts: 'exclusive',
    tracking: [],
    termsDays: null,
  }
}

/** What is made of deals that come to one milestone. */
export function DealRule({
  number,
  rule,
  choices,
  placeholders,
  onChange,
  onRemove,
}: {
  number: number
  rule: Rule
  choices: Choices
  placeholders: DealSettingsView['placeholders']
  onChange: (change: Partial<Rule>) => void
  onRemove: () => void
}) {
  const stages = stagesOf(choices)
  const isKnown = stages.some((stage) => stage.milestoneId === rule.milestoneId)
  return (
    <fieldset className={deals.rule} data-deal-rule={rule.milestoneName}>
      <legend style={{ fontWeight: 550, padding: '0 0.4rem' }}>Rule {number}</legend>
      <Stack gap="md">
        <Group justify="space-between" align="flex-start">
          <Switch
            label="On"
            checked={rule.on}
            onChange={(event) => onChange({ on: event.currentTarget.checked })}
          />
          <Button size="compact-sm" variant="default" onClick={onRemove} aria-label={`Remove rule ${number}`}>
            Remove
          </Button>
        </Group>
        <div className={deals.form}>
          <NativeSelect
            label="When a deal reaches"
            value={String(rule.milestoneId)}
            onChange={(event) => {
              const stage = stages.find((one) => String(one.milestoneId) === event.currentTarget.value)
              if (!stage) return
              const { outcome: _, ...names } = stage
              onChange(names)
            }}
            data={[
              ...(isKnown
                ? []
                : [
                    {
                      value: String(rule.milestoneId),
                      label: `${rule.milestoneName} (not in Capsule any more)`,
                    },
                  ]),
              ...stages.map((stage) => ({
                value: String(stage.milestoneId),
                label: `${stage.pipelineName}: ${stage.milestoneName}`,
              })),
            ]}
          />
          <NativeSelect
            label="Make"
            value={rule.make}
            onChange={(event) => {
              const make = pick(makes, event.currentTarget.value)
              if (make) onChange({ make, approve: make === 'approved_invoice' })
            }}
            data={makes.map((value) => ({ value, label: makeWord[value] }))}
          />
          <NativeSelect
            label="How"
            value={rule.automatic ? 'itself' : 'person'}
            onChange={(event) => onChange({ automatic: event.currentTarget.value === 'itself' })}
            data={[
              { value: 'itself', label: 'By itself' },
              { value: 'person', label: 'When a person asks on the Deals page' },
            ]}
          />
        </div>
        <Switch
          label="Ask before it is written"
          description="Each waits for approval under Review."
          checked={rule.approve}
          onChange={(event) => onChange({ approve: event.currentTarget.checked })}
        />
        <div className={deals.form}>
          <TextInput
            label="Reference"
            maxLength={500}
            value={rule.reference}
            onChange={(event) => onChange({ reference: event.currentTarget.value })}
          />
          <Textarea
            label="Text of the line"
            autosize
            minRows={1}
            maxRows={5}
            maxLength={4_000}
            value={rule.description}
            onChange={(event) => onChange({ description: event.currentTarget.value })}
          />
        </div>
        <Text size="xs" c="dimmed">
          In braces: {placeholders.map(({ name, means }) => `{${name}} ${means}`).join(', ')}.
        </Text>
        <LineChoices rule={rule} choices={choices} onChange={onChange} />
      </Stack>
    </fieldset>
  )
}

function LineChoices({
  rule,
  choices,
  onChange,
}: {
  rule: Rule
  choices: Choices
  onChange: (change: Partial<Rule>) => void
}) {
  return (
    <div className={deals.form}>
      <NativeSelect
        label="Account"
        value={rule.accountCode ?? ''}
        onChange={(event) => onChange({ accountCode: event.currentTarget.value || null })}
        data={[
          { value: '', label: 'Left to the person who completes it' },
          ...choices.accounts.map(({ code, name }) => ({ value: code, label: `${code} ${name}` })),
        ]}
      />
      <NativeSelect
        label="Tax"
        value={rule.taxType ?? ''}
        onChange={(event) => onChange({ taxType: event.currentTarget.value || null })}
        data={[
          { value: '', label: 'As the account says' },
          ...choices.taxTypes.map(({ type, name }) => ({ value: type, label: name })),
        ]}
      />
      <NativeSelect
        label="Values in Capsule are"
        value={rule.lineAmounts}
        onChange={(event) => {
          const lineAmounts = pick(amounts, event.currentTarget.value)
          if (lineAmounts) onChange({ lineAmounts })
        }}
        data={amounts.map((value) => ({ value, label: amountsWord[value] }))}
      />
      <NativeSelect
        label="Due"
        value={rule.termsDays === null ? '' : String(rule.termsDays)}
        onChange={(event) =>
          onChange({ termsDays: event.currentTarget.value === '' ? null : Number(event.currentTarget.value) })
        }
        data={[
          { value: '', label: 'By the contact’s terms in Xero, else 14 days' },
          ...termsOf(rule.termsDays).map((days) => ({
            value: String(days),
            label: days === 0 ? 'The same day' : `After ${days} days`,
          })),
        ]}
      />
      {choices.tracking.map((category) => {
        const chosen = rule.tracking.find((one) => one.categoryId === category.id)
        return (
          <NativeSelect
            key={category.id}
            label={category.name}
            value={chosen?.optionId ?? ''}
            onChange={(event) => {
              const others = rule.tracking.filter((one) => one.categoryId !== category.id)
              const optionId = event.currentTarget.value
              onChange({ tracking: optionId ? [...others, { categoryId: category.id, optionId }] : others })
            }}
            data={[
              { value: '', label: 'None' },
              ...category.options.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )
      })}
    </div>
  )
}

const usual = [0, 7, 14, 20, 30, 60]
const termsOf = (days: number | null): number[] =>
  days === null || usual.includes(days) ? usual : [...usual, days].sort((a, b) => a - b)
