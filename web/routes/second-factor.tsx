import { Button, Code, List, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { SecondFactorBegun } from '#api/people.ts'
import { SignOutButton } from '../forms/sign-out-button.tsx'
import { ask, write } from '../lib/api.ts'
import { peoplePaths } from '../lib/people.ts'
import { CopyField } from '../ui/copy-field.tsx'
import { Failure } from '../ui/failure.tsx'
import { Outside } from '../ui/outside.tsx'

/** All that a local account sees before it has a second factor. */
export function SecondFactorPage() {
  useEffect(() => {
    document.title = 'Second factor · Counterpart'
  }, [])
  const [password, setPassword] = useState('')
  const begin = useMutation({
    mutationFn: () => ask(SecondFactorBegun, 'POST', peoplePaths.secondFactor, { password }),
    onSuccess: () => setPassword(''),
  })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    begin.mutate()
  }
  return (
    <Outside size={480}>
      <Stack gap="lg">
        <Title order={1} size="h2">
          Add a second factor
        </Title>
        {begin.data ? (
          <Confirm begun={begin.data} />
        ) : (
          <form onSubmit={onSubmit}>
            <Stack gap="sm" align="flex-start">
              <Text>
                Your account sees money, so a password alone is not enough. You need an authenticator app,
                such as the one of your password manager or phone.
              </Text>
              <PasswordInput
                w="100%"
                label="Your password"
                required
                autoComplete="current-password"
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
              />
              {begin.isError && <Failure error={begin.error} />}
              <Button type="submit" loading={begin.isPending}>
                Go on
              </Button>
            </Stack>
          </form>
        )}
        <SignOutButton variant="subtle" size="compact-sm" style={{ alignSelf: 'flex-start' }} />
      </Stack>
    </Outside>
  )
}

function Confirm({ begun }: { begun: SecondFactorBegun }) {
  const [code, setCode] = useState('')
  const confirm = useMutation({
    mutationFn: () => write('POST', peoplePaths.confirm, { code: code.trim() }),
    onSuccess: () => location.reload(),
  })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    confirm.mutate()
  }
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        <CopyField
          label="Key for your authenticator app"
          value={begun.secret}
          description="Choose “enter a key” in the app and paste this. It is shown once."
        />
        <Button component="a" href={begun.uri} variant="default" style={{ alignSelf: 'flex-start' }}>
          Open in an app on this device
        </Button>
        <div>
          <Text size="sm" fw={550}>
            Recovery codes
          </Text>
          <Text size="sm" c="dimmed">
            Keep them where you keep other secrets. Each signs you in once should you lose the app.
          </Text>
          <List size="sm" mt="xs" listStyleType="none">
            {begun.recoveryCodes.map((one) => (
              <List.Item key={one}>
                <Code>{one}</Code>
              </List.Item>
            ))}
          </List>
        </div>
        <TextInput
          label="The six digits the app shows now"
          required
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {confirm.isError && <Failure error={confirm.error} />}
        <Button type="submit" loading={confirm.isPending} style={{ alignSelf: 'flex-start' }}>
          Confirm
        </Button>
      </Stack>
    </form>
  )
}
