import { Group, NativeSelect, NumberInput, Stack, Switch, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { FactSettings } from '#api/facts.ts'
import { taskOwnersQuery } from '../../lib/facts.ts'
import classes from './fact-rules.module.css'

/** The tag, the task and the notes. */
export function FactEvents({
  draft,
  onChange,
}: {
  draft: FactSettings
  onChange: (draft: FactSettings) => void
}) {
  const { tag, task, notes } = draft
  return (
    <Stack gap="md">
      <Switch
        label="Tag customers who are overdue"
        description="Comes with the first overdue invoice and goes with the last."
        checked={tag.on}
        onChange={(event) => onChange({ ...draft, tag: { ...tag, on: event.currentTarget.checked } })}
      />
      {tag.on && (
        <TextInput
          className={classes.more}
          size="xs"
          label="Name of the tag"
          maw={280}
          maxLength={100}
          value={tag.name}
          onChange={(event) => onChange({ ...draft, tag: { ...tag, name: event.currentTarget.value } })}
        />
      )}
      <Switch
        label="A task for the owner when an invoice stays overdue"
        description="One task for as long as it lasts, closed when nothing is overdue that long any more. Capsule files a closed task in the record’s history, as always."
        checked={task.on}
        onChange={(event) => onChange({ ...draft, task: { ...task, on: event.currentTarget.checked } })}
      />
      {task.on && (
        <Group className={classes.more} gap="md" align="flex-end">
          <NumberInput
            size="xs"
            label="After days overdue"
            w={140}
            min={1}
            max={365}
            allowDecimal={false}
            value={task.days}
            onChange={(days) => typeof days === 'number' && onChange({ ...draft, task: { ...task, days } })}
          />
          <TaskOwner
            ownerId={task.defaultOwnerId}
            onChange={(defaultOwnerId) => onChange({ ...draft, task: { ...task, defaultOwnerId } })}
          />
        </Group>
      )}
      <Switch
        label="A note when an invoice is paid in full"
        description="From now on, never for the past. A note cannot be taken back, and does not count as a contact."
        checked={notes.paid}
        onChange={(event) => onChange({ ...draft, notes: { ...notes, paid: event.currentTarget.checked } })}
      />
      <Switch
        label="A note when an invoice becomes overdue"
        description="The same, on the day after the due date."
        checked={notes.overdue}
        onChange={(event) =>
          onChange({ ...draft, notes: { ...notes, overdue: event.currentTarget.checked } })
        }
      />
    </Stack>
  )
}

function TaskOwner({
  ownerId,
  onChange,
}: {
  ownerId: number | null
  onChange: (ownerId: number | null) => void
}) {
  const query = useQuery(taskOwnersQuery)
  const users = query.data?.users ?? []
  return (
    <NativeSelect
      size="xs"
      label="Where a record has no owner"
      value={ownerId === null ? '' : String(ownerId)}
      onChange={(event) =>
        onChange(event.currentTarget.value === '' ? null : Number(event.currentTarget.value))
      }
      data={[
        { value: '', label: 'The user who connected Capsule' },
        ...users.map(({ id, name }) => ({ value: String(id), label: name })),
        ...(ownerId !== null && !users.some(({ id }) => id === ownerId)
          ? [{ value: String(ownerId), label: 'The user chosen before' }]
          : []),
      ]}
    />
  )
}
