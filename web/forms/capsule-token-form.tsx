import { Button, Group, PasswordInput, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { paths } from '../lib/endpoints.ts'
import { Failure } from '../ui/failure.tsx'
import { SetupCodeInput } from './connect-form.tsx'
import { useSave } from './use-save.ts'

/** Connects Capsule by a personal token, or signs in by one: whoever holds it is its user. */
export function CapsuleTokenForm({
  askCode = false,
  purpose = 'connect',
}: {
  askCode?: boolean
  purpose?: 'connect' | 'sign_in'
}) {
  const [token, setToken] = useState('')
  const [setupCode, setSetupCode] = useState('')
  const save = useSave(() => setToken(''))
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({
      path: purpose === 'connect' ? paths.connectCapsuleToken : paths.signInByToken,
      body: { token, ...(askCode ? { setupCode } : {}) },
    })
  }
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        <PasswordInput
          label="Capsule personal token"
          description="In Capsule: your name → My Preferences → API Authentication Tokens."
          required
          autoComplete="off"
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
        />
        {askCode && <SetupCodeInput value={setupCode} onChange={setSetupCode} />}
        {save.isError && <Failure error={save.error} />}
        <Group>
          <Button type="submit" variant="default" loading={save.isPending}>
            {purpose === 'connect' ? 'Connect Capsule with this token' : 'Sign in with this token'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
