import { Anchor, Button, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { type InvitationShown, passwordMin, InvitationShown as Shown } from '#api/people.ts'
import type { Session } from '#api/session.ts'
import { SignOutButton } from '../forms/sign-out-button.tsx'
import { ask, write } from '../lib/api.ts'
import { paths } from '../lib/endpoints.ts'
import { peoplePaths } from '../lib/people.ts'
import { ConnectError } from '../ui/connect-error.tsx'
import { Failure } from '../ui/failure.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Outside } from '../ui/outside.tsx'

/** Where the address of an invitation leads. */
export function JoinPage({ session }: { session: Session }) {
  const [token] = useState(() => new URLSearchParams(location.search).get('token') ?? '')
  useEffect(() => {
    document.title = 'Join · Counterpart'
  }, [])
  const query = useQuery({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => ask(Shown, 'POST', peoplePaths.shown, { token }, signal),
    retry: false,
    enabled: session.user === null,
  })
  return (
    <Outside size={480}>
      <Stack gap="lg">
        <ConnectError />
        {session.user !== null ? (
          <>
            <Title order={1} size="h2">
              You are signed in already
            </Title>
            <Text>
              To take up an invitation for somebody else, sign out first, then open its address again.
            </Text>
            <SignOutButton variant="default" style={{ alignSelf: 'flex-start' }} />
          </>
        ) : (
          <Loaded query={query} lines={3}>
            {(invitation) => <Invited token={token} invitation={invitation} />}
          </Loaded>
        )}
        <Anchor href="/" size="sm">
          Sign in instead
        </Anchor>
      </Stack>
    </Outside>
  )
}

function Invited({ token, invitation }: { token: string; invitation: InvitationShown }) {
  const { workspace, name, email, way } = invitation
  return (
    <Stack gap="lg">
      <Title order={1} size="h2">
        {name}, join {workspace}
      </Title>
      {way === 'xero' ? (
        <>
          <Text>Sign in with the Xero account whose e-mail address is {email}.</Text>
          <form method="post" action={paths.signIn('xero')}>
            <Button type="submit" size="md">
              Sign in with Xero
            </Button>
          </form>
        </>
      ) : (
        <ChoosePassword token={token} email={email} />
      )}
    </Stack>
  )
}

function ChoosePassword({ token, email }: { token: string; email: string }) {
  const [password, setPassword] = useState('')
  const accept = useMutation({
    mutationFn: () => write('POST', peoplePaths.accept, { token, password }),
    onSuccess: () => location.assign('/'),
  })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    accept.mutate()
  }
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm" align="flex-start">
        <Text>
          Your account is {email}. Choose a password; on the next page you add a second factor, without which
          the account sees nothing.
        </Text>
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <PasswordInput
          w="100%"
          label="Password"
          description={`At least ${passwordMin} characters.`}
          required
          minLength={passwordMin}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {accept.isError && <Failure error={accept.error} />}
        <Button type="submit" loading={accept.isPending}>
          Make the account
        </Button>
      </Stack>
    </form>
  )
}
