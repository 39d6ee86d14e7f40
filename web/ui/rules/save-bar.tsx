import { Alert, Button, Group, Text } from '@mantine/core'
import { ApiFailure } from '../../lib/api.ts'
import { count } from '../../lib/time.ts'
import { Failure } from '../failure.tsx'
import classes from './rules.module.css'

/** What saving does, before it is done. */
export function SaveBar({
  says,
  error,
  saving,
  onSave,
  onDiscard,
}: {
  says: readonly string[]
  error: Error | null
  saving: boolean
  onSave: () => void
  onDiscard: () => void
}) {
  const changed = error instanceof ApiFailure && error.status === 409
  return (
    <section className={`card card-pad ${classes.save}`} aria-label="Not saved yet">
      {changed && (
        <Alert role="alert" variant="outline" bg="var(--cp-card)" mb="sm" title="Somebody else saved rules">
          <Text size="sm">
            Nothing of yours was saved. The page shows the newest rules with your changes on top; look again,
            then save.
          </Text>
        </Alert>
      )}
      {error && !changed && <Failure error={error} />}
      <Text fw={550} size="sm" role="status">
        {count(says.length, 'change', 'changes')}, not saved yet
      </Text>
      <ul>
        {says.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      <Group gap="sm">
        <Button loading={saving} onClick={onSave}>
          Save
        </Button>
        <Button variant="default" disabled={saving} onClick={onDiscard}>
          Discard
        </Button>
      </Group>
    </section>
  )
}
