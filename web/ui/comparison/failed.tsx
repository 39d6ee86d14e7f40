import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Run } from '#api/runs.ts'
import { Page } from '../page.tsx'
import { When } from '../when.tsx'
import { CompareAgain } from './compare-again.tsx'
import { Failures } from './done.tsx'

/** A run that stopped, or one that a newer one replaces. */
export function ComparisonFailed({ run }: { run: Run }) {
  const replaced = run.state === 'superseded'
  const wrote = run.approvedBy !== null
  return (
    <Page
      title={
        replaced ? 'This comparison is out of date' : wrote ? 'The work stopped' : 'The comparison stopped'
      }
      tab="Comparison"
      lead={
        run.endedAt !== null && (
          <>
            Stopped <When at={run.endedAt} />.{' '}
            {wrote ? 'What was written so far is kept and not written twice.' : 'Nothing was written.'}
          </>
        )
      }
    >
      {run.error && (
        <Alert
          role="alert"
          color="red"
          variant="outline"
          bg="var(--cp-card)"
          icon={<IconAlertCircle />}
          title={run.error.message}
          classNames={{ title: 'danger' }}
        >
          {run.error.next !== null && <Text size="sm">{run.error.next}</Text>}
        </Alert>
      )}
      <Stack gap="lg">
        <Failures failures={run.failures} />
        <Group>
          <CompareAgain run={run} />
          <Button component={Link} to="/connections" variant="default">
            Connections
          </Button>
        </Group>
      </Stack>
    </Page>
  )
}
