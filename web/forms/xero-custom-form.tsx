import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { paths } from '../lib/endpoints.ts'
import { Failure } from '../ui/failure.tsx'
import { useSave } from './use-save.ts'

export function XeroCustomForm({ onConnected }: { onConnected?: () => void }) {
  const [clientId, setClientId] = useState('')
  const [clientSecret, setClientSecret] = useState('')
  const save = useSave(() => {
    setClientSecret('')
    onConnected?.()
  })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ path: paths.connectXeroCustom, body: { clientId, clientSecret } })
  }
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        <TextInput
          label="Custom connection client id"
          required
          autoComplete="off"
          value={clientId}
          onChange={(event) => setClientId(event.currentTarget.value)}
        />
        <PasswordInput
          label="Custom connection client secret"
          required
          autoComplete="off"
          value={clientSecret}
          onChange={(event) => setClientSecret(event.currentTarget.value)}
        />
        {save.isError && <Failure error={save.error} />}
        <Group>
          <Button type="submit" variant="default" loading={save.isPending}>
            Connect Xero with this custom connection
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
