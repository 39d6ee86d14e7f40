import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** Instead of a bare table: what is so, one reason, one action. */
export function Empty({ title, reason, action }: { title: string; reason: ReactNode; action?: ReactNode }) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      <Title order={3} size="h4">
        {title}
      </Title>
      <Text c="dimmed" maw={440} component="div">
        {reason}
      </Text>
      {action}
    </Stack>
  )
}
