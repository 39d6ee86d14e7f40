import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { FactSettings, FactsPreview } from '#api/facts.ts'
import { ApiFailure } from '../../lib/api.ts'
import { callWords, previewLines } from '../../lib/facts.ts'
import { Failure } from '../failure.tsx'
import classes from './fact-rules.module.css'

/** What saving the switches does, before it is done. */
export function FactPreview({
  preview,
  settings,
  error,
  saving,
  onSave,
  onAgain,
  onClose,
}: {
  preview: FactsPreview
  settings: FactSettings
  error: Error | null
  saving: boolean
  onSave: () => void
  onAgain: () => void
  onClose: () => void
}) {
  const lines = previewLines(preview)
  const isOld = error instanceof ApiFailure && error.status === 409
  return (
    <Stack gap="sm">
      {lines.length === 0 ? (
        <Text size="sm">Nothing is written now. What changes later follows the switches.</Text>
      ) : (
        <ul>
          {lines.map((line) => (
            <li key={line}>
              <Text size="sm">{line}</Text>
            </li>
          ))}
        </ul>
      )}
      <Text size="sm">{callWords(preview)}</Text>
      <Text size="xs" c="dimmed">
        Fields and tags can be put back and tasks taken away under Activity; a note stays.
        {(settings.notes.paid || settings.notes.overdue) && ' Notes begin with what happens from now on.'}{' '}
        What a switch that is off wrote before stays in Capsule as it is.
      </Text>
      {error && !isOld && <Failure error={error} />}
      {isOld && (
        <Text size="sm" className="danger" role="alert">
          The figures changed since this was worked out. Nothing was switched. Look again, then save.
        </Text>
      )}
      <Group gap="sm">
        {isOld ? (
          <Button onClick={onAgain}>Look again</Button>
        ) : (
          <Button loading={saving} onClick={onSave}>
            {preview.calls === 0 ? 'Save the switches' : 'Save and write it'}
          </Button>
        )}
        <Button variant="default" disabled={saving} onClick={onClose}>
          Cancel
        </Button>
      </Group>
      {preview.samples.length > 0 && (
        <section aria-label="Examples">
          <Text size="sm" fw={550}>
            For example
          </Text>
          <ul className={classes.samples}>
            {preview.samples.map(({ name, href, changes, tag, task }) => (
              <li key={href}>
                <Anchor component={Link} to={href} size="sm">
                  {name}
                </Anchor>
                <div className={classes.values}>
                  {changes.map(({ label, before, after }) => (
                    <span key={label}>
                      {label}: {before !== null && <s>{before}</s>} {after ?? 'empty'}
                    </span>
                  ))}
                  {tag !== null && <span>{tag}</span>}
                </div>
                {task !== null && <div>Task: {task}</div>}
              </li>
            ))}
          </ul>
        </section>
      )}
    </Stack>
  )
}
