import { Group, Stack, Table, Title } from '@mantine/core'
import { shortcutGroups } from '../lib/shortcuts.ts'
import { Dialog } from './dialog.tsx'

export function ShortcutHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Dialog title="Keyboard" opened={opened} onClose={onClose}>
      <Stack gap="md">
        {shortcutGroups.map(({ name, list }) => (
          <section key={name} aria-label={name}>
            <Title order={3} size="h6" c="dimmed" fw={550}>
              {name}
            </Title>
            <Table verticalSpacing={5}>
              <Table.Tbody>
                {list.map(({ keys, does }) => (
                  <Table.Tr key={does}>
                    <Table.Th w={130} scope="row">
                      <Group gap={4}>
                        {keys.map((key) => (
                          <kbd className="key" key={key}>
                            {key}
                          </kbd>
                        ))}
                      </Group>
                    </Table.Th>
                    <Table.Td>{does}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </section>
        ))}
      </Stack>
    </Dialog>
  )
}
