import { Box, Button, Stack, Text, Title } from '@mantine/core'
import { useEffect } from 'react'
import type { Session } from '#api/session.ts'
import { CapsuleTokenForm } from '../forms/capsule-token-form.tsx'
import { PasswordForm } from '../forms/password-form.tsx'
import { SignOutButton } from '../forms/sign-out-button.tsx'
import { paths } from '../lib/endpoints.ts'
import { ConnectError } from '../ui/connect-error.tsx'
import { Outside } from '../ui/outside.tsx'

export function SignInPage({ session }: { session: Session }) {
  useEffect(() => {
    document.title = 'Sign in · Counterpart'
  }, [])
  return (
    <Outside size={480}>
      <Stack gap="lg">
        <ConnectError />
        <Title order={1} size="h2">
          {session.workspace ? `Sign in to ${session.workspace.name}` : 'Sign in'}
        </Title>
        <Text>You see here the customers that your Capsule account sees there.</Text>
        <form method="post" action={paths.signIn('capsule')}>
          <Button type="submit" size="md">
            Sign in with Capsule
          </Button>
        </form>
        <details>
          <summary>Sign in with a personal token instead</summary>
          <Box mt="md">
            <CapsuleTokenForm purpose="sign_in" />
          </Box>
        </details>
        <details>
          <summary>I was invited and do not use Capsule</summary>
          <Stack mt="md" gap="lg">
            <form method="post" action={paths.signIn('xero')}>
              <Button type="submit" variant="default">
                Sign in with Xero
              </Button>
            </form>
            <PasswordForm />
          </Stack>
        </details>
      </Stack>
    </Outside>
  )
}

export function NoAccessPage({ session }: { session: Session }) {
  useEffect(() => {
    document.title = 'No access · Counterpart'
  }, [])
  return (
    <Outside size={480}>
      <Stack gap="lg">
        <Title order={1} size="h2">
          Your account has no access yet
        </Title>
        <Text>
          {session.user ? `You are signed in as ${session.user.email || session.user.name}. ` : ''}Ask an
          admin to give your account a role, then reload this page.
        </Text>
        <SignOutButton variant="default" style={{ alignSelf: 'flex-start' }} />
      </Stack>
    </Outside>
  )
}
