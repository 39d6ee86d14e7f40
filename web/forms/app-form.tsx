import { Alert, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { AppSettings } from '#api/connections.ts'
import { paths } from '../lib/endpoints.ts'
import { sideName } from '../lib/words.ts'
import { CopyField } from '../ui/copy-field.tsx'
import { External } from '../ui/external.tsx'
import { Failure } from '../ui/failure.tsx'
import { SetupCodeInput } from './connect-form.tsx'
import { useSave } from './use-save.ts'

/** Where to register an app, what to tell the vendor, and the fields for what it answers. */
export function AppForm({ app, askCode = false }: { app: AppSettings; askCode?: boolean }) {
  return (
    <Stack gap="md">
      <Text size="sm">
        1. Register an app at <External href={app.registerAt}>{hostOf(app.registerAt)}</External> and give it
        these addresses.
      </Text>
      <CopyField label={`${sideName[app.side]} redirect URL`} value={app.redirectUrl} />
      {app.webhookUrl !== null && (
        <CopyField
          label={`${sideName[app.side]} webhook URL`}
          value={app.webhookUrl}
          description={
            app.side === 'xero' ? 'For contacts and invoices. Xero then shows you a webhook key.' : ''
          }
        />
      )}
      <Text size="sm" c="dimmed">
        Permissions asked for: {app.scopes.join(', ')}
      </Text>
      <Text size="sm">
        2. Paste what {sideName[app.side]} shows you. It is stored encrypted on this machine.
      </Text>
      {app.source === 'environment' ? <FromEnvironment app={app} /> : <Fields app={app} askCode={askCode} />}
    </Stack>
  )
}

const hostOf = (url: string): string => new URL(url).host

function FromEnvironment({ app }: { app: AppSettings }) {
  return (
    <Alert color="gray" variant="outline" style={{ borderColor: 'var(--cp-line)' }}>
      The app <code>{app.clientId}</code> comes from the environment of the program and is changed there.
    </Alert>
  )
}

function Fields({ app, askCode }: { app: AppSettings; askCode: boolean }) {
  const [clientId, setClientId] = useState(app.clientId ?? '')
  const [clientSecret, setClientSecret] = useState('')
  const [webhookKey, setWebhookKey] = useState('')
  const [setupCode, setSetupCode] = useState('')
  const save = useSave(() => {
    setClientSecret('')
    setWebhookKey('')
  })

  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({
      method: 'PUT',
      path: paths.app(app.side),
      body: {
        clientId,
        clientSecret,
        ...(webhookKey.trim() === '' ? {} : { webhookKey }),
        ...(askCode ? { setupCode } : {}),
      },
    })
  }

  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        <TextInput
          label={`${sideName[app.side]} client id`}
          required
          autoComplete="off"
          value={clientId}
          onChange={(event) => setClientId(event.currentTarget.value)}
        />
        <PasswordInput
          label={`${sideName[app.side]} client secret`}
          required
          autoComplete="off"
          placeholder={app.hasSecret ? 'Stored; paste to replace' : ''}
          value={clientSecret}
          onChange={(event) => setClientSecret(event.currentTarget.value)}
        />
        {app.side === 'xero' && (
          <PasswordInput
            label="Xero webhook key"
            description="Optional. Without it, changes are read every few minutes."
            autoComplete="off"
            placeholder={app.hasWebhookKey ? 'Stored; paste to replace' : ''}
            value={webhookKey}
            onChange={(event) => setWebhookKey(event.currentTarget.value)}
          />
        )}
        {askCode && <SetupCodeInput value={setupCode} onChange={setSetupCode} />}
        {save.isError && <Failure error={save.error} />}
        <Group>
          <Button type="submit" variant={app.hasSecret ? 'default' : 'filled'} loading={save.isPending}>
            Save {sideName[app.side]} app
          </Button>
          {save.isSuccess && (
            <Text size="sm" role="status">
              Saved.
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  )
}
