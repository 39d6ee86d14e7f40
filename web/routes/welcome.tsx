import { Anchor, List, Stack, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Session } from '#api/session.ts'
import { ConnectForm } from '../forms/connect-form.tsx'
import { ConnectError } from '../ui/connect-error.tsx'
import { Outside } from '../ui/outside.tsx'

export function WelcomePage({ session }: { session: Session }) {
  useEffect(() => {
    document.title = 'Counterpart'
  }, [])
  return (
    <Outside>
      <Stack gap="lg">
        <ConnectError />
        <Title order={1} style={{ textWrap: 'balance' }}>
          Every Xero invoice on the Capsule contact it belongs to
        </Title>
        <Text size="lg">
          Counterpart keeps your Capsule contacts and your Xero contacts in step, and shows what each customer
          owes where you look the customer up. It first compares both sides and shows what it would do;
          nothing is written before you say so.
        </Text>
        <List type="ordered" spacing="xs" size="md">
          <List.Item>Connect Capsule. You are signed in as yourself.</List.Item>
          <List.Item>Connect Xero. Both sides are read and compared.</List.Item>
          <List.Item>Look at the comparison, then start.</List.Item>
        </List>
        <ConnectForm side="capsule" size="md" askCode={session.needsSetupCode}>
          Connect Capsule
        </ConnectForm>
        <Text size="sm" c="dimmed">
          {session.demo ? (
            'This is the demo: both sides are sandboxes with an invented company, so you can try everything.'
          ) : (
            <>
              Capsule asks for your consent on its own page.{' '}
              <Anchor component={Link} to="/setup" inherit underline="always">
                Use other apps or a personal token
              </Anchor>
            </>
          )}
        </Text>
      </Stack>
    </Outside>
  )
}
