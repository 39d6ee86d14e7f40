import { Button, Checkbox, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import type { AlertTopic } from '#api/alerts.ts'
import { alertTopics, isTopic, topicWord } from '../../lib/alerts.ts'

export function TopicBoxes({
  topics,
  onChange,
}: {
  topics: readonly AlertTopic[]
  onChange: (topics: AlertTopic[]) => void
}) {
  return (
    <Checkbox.Group
      label="Tell when"
      value={[...topics]}
      onChange={(values) => onChange(values.filter(isTopic))}
    >
      <Stack gap={8} mt="xs">
        {alertTopics.map((topic) => (
          <Checkbox key={topic} value={topic} label={topicWord[topic]} />
        ))}
      </Stack>
    </Checkbox.Group>
  )
}

export function TopicChoice({
  topics,
  pending,
  onSave,
}: {
  topics: readonly AlertTopic[]
  pending: boolean
  onSave: (topics: AlertTopic[]) => void
}) {
  const [chosen, setChosen] = useState<AlertTopic[]>([...topics])
  return (
    <Stack gap="md">
      <TopicBoxes topics={chosen} onChange={setChosen} />
      <Group justify="flex-end">
        <Button loading={pending} disabled={chosen.length === 0} onClick={() => onSave(chosen)}>
          Save
        </Button>
      </Group>
    </Stack>
  )
}
