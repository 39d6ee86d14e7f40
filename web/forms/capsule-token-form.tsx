import { Button, Group, PasswordInput, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { paths } from '../lib/endpoints.ts'
import { Failure } from '../ui/failure.tsx'
import { SetupCodeInput } from './connect-form.tsx'
import { useSave } from './use-save.ts'

export function CapsuleTokenForm({ askCode = false }: { askCode?: boolean }) {
  const [token, setToken] = useState('')
  const [setupCode, setSetupCode] = useState('')
  const save = useSave(() => setToken(''))
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ path: paths.connectCapsuleToken, body: { token, ...(askCode ? { setupCode } : {}) } })
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
            Connect Capsule with this token
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
