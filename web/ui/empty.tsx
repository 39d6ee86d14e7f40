import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** Instead of a bare table: what is so, one reason, one action. */
export function Empty({
  title,
  reason,
  action,
  order = 2,
}: {
  title: string
  reason: ReactNode
  action?: ReactNode
  /** The heading's level; 3 under a heading of the section. */
  order?: 2 | 3
}) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      <Title order={order} size="h4">
        {title}
      </Title>
      <Text c="dimmed" maw={440} component="div">
        {reason}
      </Text>
      {action}
    </Stack>
  )
}
