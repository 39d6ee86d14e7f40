import { Checkbox, Group, NativeSelect, Text } from '@mantine/core'
import type { DealSettingsView } from '#api/deals.ts'
import { stagesOf } from './deal-rule.tsx'
import type { DealDraft } from './deal-rules.tsx'

/** What a document tells its opportunity. */
export function DealBackRule({
  title,
  value,
  choices,
  onChange,
}: {
  title: string
  value: DealDraft['paid']
  choices: NonNullable<DealSettingsView['choices']>
  onChange: (value: DealDraft['paid']) => void
}) {
  const stages = stagesOf(choices)
  return (
    <div>
      <Text size="sm" fw={500} mb={6}>
        {title}
      </Text>
      <Group gap="lg" align="center">
        <NativeSelect
          aria-label={`${title}: move the deal`}
          value={value.milestoneId === null ? '' : String(value.milestoneId)}
          onChange={(event) => {
            const stage = stages.find((one) => String(one.milestoneId) === event.currentTarget.value)
            onChange({
              ...value,
              milestoneId: stage?.milestoneId ?? null,
              milestoneName: stage?.milestoneName ?? null,
            })
          }}
          data={[
            { value: '', label: 'Leave the deal where it is' },
            ...stages.map((stage) => ({
              value: String(stage.milestoneId),
              label: `Move it to ${stage.pipelineName}: ${stage.milestoneName}`,
            })),
          ]}
        />
        <Checkbox
          label="Leave a note on the deal"
          checked={value.note}
          onChange={(event) => onChange({ ...value, note: event.currentTarget.checked })}
        />
      </Group>
    </div>
  )
}
