import { Box, Group, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'

/** A page's frame: its title, what it is about, its main action, its content. */
export function Page({
  title,
  tab,
  lead,
  actions,
  children,
}: {
  title: ReactNode
  /** The browser tab's words, when the title is not plain text. */
  tab?: string
  lead?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  const words = tab ?? (typeof title === 'string' ? title : undefined)
  useEffect(() => {
    document.title = words === undefined ? 'Counterpart' : `${words} · Counterpart`
  }, [words])
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end" gap="md">
        <Box miw={0}>
          <Title order={1} size="h2" style={{ textWrap: 'balance', overflowWrap: 'anywhere' }}>
            {title}
          </Title>
          {lead !== undefined && (
            <Text c="dimmed" mt={4} component="div" maw={760} style={{ textWrap: 'pretty' }}>
              {lead}
            </Text>
          )}
        </Box>
        {actions}
      </Group>
      {children}
    </Stack>
  )
}
