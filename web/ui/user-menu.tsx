import { ActionIcon, Menu, Text } from '@mantine/core'
import { IconKeyboard, IconLogout, IconUserCircle } from '@tabler/icons-react'
import type { Session } from '#api/session.ts'
import { paths } from '../lib/endpoints.ts'

export function UserMenu({ session, onHelp }: { session: Session; onHelp: () => void }) {
  if (!session.user) return null
  return (
    <Menu position="bottom-end" width={230} withinPortal>
      <Menu.Target>
        <ActionIcon
          size="lg"
          variant="subtle"
          color="gray"
          c="dimmed"
          aria-label={`Account of ${session.user.name}`}
        >
          <IconUserCircle size={21} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={550} c="var(--mantine-color-text)" className="clip">
            {session.user.name}
          </Text>
          <Text size="xs" className="clip">
            {session.user.email}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={17} />} onClick={onHelp}>
          Keyboard
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={17} />} component="button" type="submit" form="sign-out">
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
      <form id="sign-out" method="post" action={paths.signOut} hidden />
    </Menu>
  )
}
