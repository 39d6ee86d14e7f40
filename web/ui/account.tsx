import { Button, Stack, Text } from '@mantine/core'
import { IconKeyboard, IconLogout } from '@tabler/icons-react'
import type { Session } from '#api/session.ts'
import { SignOutButton } from '../forms/sign-out-button.tsx'

/** Who is signed in, at the foot of the navigation. */
export function Account({ session, onHelp }: { session: Session; onHelp: () => void }) {
  if (!session.user) return null
  const look = { variant: 'subtle', color: 'gray', c: 'dimmed', size: 'compact-sm', fw: 450 } as const
  return (
    <section className="nav-foot" aria-label="Account">
      <Text size="sm" fw={550} className="clip" px={8} title={session.user.name}>
        {session.user.name}
      </Text>
      <Text size="xs" c="dimmed" className="clip" px={8} title={session.user.email}>
        {session.user.email}
      </Text>
      <Stack gap={2} mt="xs" align="flex-start">
        <Button
          {...look}
          leftSection={<IconKeyboard size={17} stroke={1.7} />}
          onClick={onHelp}
          visibleFrom="sm"
        >
          Keyboard
        </Button>
        <SignOutButton {...look} leftSection={<IconLogout size={17} stroke={1.7} />} />
      </Stack>
    </section>
  )
}
