import { Button, SegmentedControl, Stack, Text, Title, useMantineColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { settingsQuery } from '../lib/queries.ts'
import { useMay } from '../lib/use-may.ts'
import { ContactLink } from '../ui/contact-link.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { BackupsSection } from '../ui/settings/backups.tsx'
import { ForEveryone } from '../ui/settings/for-everyone.tsx'

export function SettingsPage() {
  const may = useMay()
  return may('settings.change') ? <AllSettings /> : <OwnSettings />
}

function AllSettings() {
  const query = useQuery(settingsQuery)
  return (
    <OwnSettings>
      <section className="card card-pad" aria-labelledby="settings-everyone">
        <Title order={2} size="h4" id="settings-everyone" mb="md">
          For everyone
        </Title>
        <Loaded query={query} lines={6}>
          {(settings) => <ForEveryone settings={settings} />}
        </Loaded>
      </section>
      <AlertsLink />
      <BackupsSection />
      <ContactLink />
    </OwnSettings>
  )
}

function OwnSettings({ children }: { children?: ReactNode }) {
  return (
    <Page title="Settings">
      {children}
      <section className="card card-pad" aria-labelledby="settings-you">
        <Title order={2} size="h4" id="settings-you" mb="md">
          For you, in this browser
        </Title>
        <SchemeChoice />
      </section>
    </Page>
  )
}

function AlertsLink() {
  return (
    <section className="card card-pad" aria-labelledby="settings-alerts">
      <Title order={2} size="h4" id="settings-alerts" mb="xs">
        Alerts
      </Title>
      <Text size="sm" mb="sm">
        Who is told by e-mail, Slack or webhook when something needs a person.
      </Text>
      <Button component={Link} to="/settings/alerts" variant="default" size="sm">
        Set up alerts
      </Button>
    </section>
  )
}

const schemes = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

function SchemeChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Stack gap={6} align="flex-start">
      <Text size="sm" id="scheme-label">
        Colours
      </Text>
      <SegmentedControl
        aria-labelledby="scheme-label"
        value={colorScheme}
        onChange={(value) => {
          const scheme = schemes.find((one) => one.value === value)
          if (scheme) setColorScheme(scheme.value)
        }}
        data={schemes.map(({ value, label }) => ({ value, label }))}
      />
    </Stack>
  )
}
