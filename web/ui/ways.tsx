import { List, Tabs, Text } from '@mantine/core'
import type { AppSettings } from '#api/connections.ts'
import { AppForm } from '../forms/app-form.tsx'
import { CapsuleTokenForm } from '../forms/capsule-token-form.tsx'
import { XeroCustomForm } from '../forms/xero-custom-form.tsx'

/** The two ways to connect a side, with what each can and cannot do. */
export function Ways({
  app,
  askCode = false,
  canConnect = true,
  onConnected,
}: {
  app: AppSettings
  askCode?: boolean
  /** False while nobody is signed in: Capsule comes first, since it says who the admin is. */
  canConnect?: boolean
  onConnected?: () => void
}) {
  const short = app.side === 'capsule' ? 'Personal token' : 'Custom connection'
  return (
    <Tabs defaultValue="app" keepMounted={false}>
      <Tabs.List mb="md">
        <Tabs.Tab value="app">Your own app</Tabs.Tab>
        <Tabs.Tab value="short">{short}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="app">
        <Text size="sm" mb="md">
          {app.side === 'capsule'
            ? 'The full way: everyone signs in with their own Capsule account, and changes arrive by themselves when Capsule can reach this machine.'
            : 'The full way: you choose the organisation on Xero’s consent page, and changes arrive by themselves when Xero can reach this machine over https.'}
        </Text>
        <AppForm app={app} askCode={askCode} />
      </Tabs.Panel>
      <Tabs.Panel value="short">
        {app.side === 'capsule' ? (
          <>
            <List size="sm" mb="md" spacing={4}>
              <List.Item>Quick: one value to paste, no app to register.</List.Item>
              <List.Item>
                Acts as you: it sees and changes what you may, and its edits carry your name.
              </List.Item>
              <List.Item>Cannot register hooks, so changes in Capsule are read every few minutes.</List.Item>
            </List>
            <CapsuleTokenForm askCode={askCode} />
          </>
        ) : (
          <>
            <List size="sm" mb="md" spacing={4}>
              <List.Item>
                For one organisation in Australia, New Zealand, the United Kingdom or the United States.
              </List.Item>
              <List.Item>No consent page here: you authorise it once in Xero’s developer portal.</List.Item>
              <List.Item>
                Xero charges the organisation a small monthly fee; the demo company is free.
              </List.Item>
              <List.Item>
                Xero does not say whether its webhooks reach it, so changes are read every few minutes.
              </List.Item>
            </List>
            {canConnect ? (
              <XeroCustomForm {...(onConnected ? { onConnected } : {})} />
            ) : (
              <Text size="sm" c="dimmed">
                Connect Capsule first. You find this again under Connections.
              </Text>
            )}
          </>
        )}
      </Tabs.Panel>
    </Tabs>
  )
}
