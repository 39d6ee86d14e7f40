import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { ApiFailure } from '../lib/api.ts'

/** What failed and what to do next, in words. */
export function Failure({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const next = error instanceof ApiFailure ? error.next : null
  const message = error instanceof ApiFailure ? error.message : 'This page stopped because of a fault in it.'
  return (
    <Alert
      role="alert"
      color="red"
      variant="outline"
      bg="var(--cp-card)"
      icon={<IconAlertCircle />}
      title={message}
      classNames={{ title: 'danger' }}
    >
      <Stack gap="sm" align="flex-start">
        {next !== null && <Text size="sm">{next}</Text>}
        {onRetry && (
          <Group>
            <Button size="xs" variant="default" onClick={onRetry}>
              Try again
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  )
}
