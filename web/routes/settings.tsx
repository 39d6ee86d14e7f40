import { SegmentedControl, Stack, Switch, Text, Title, useMantineColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSave } from '../forms/use-save.ts'
import { paths } from '../lib/endpoints.ts'
import { settingsQuery } from '../lib/queries.ts'
import { ContactLink } from '../ui/contact-link.tsx'
import { Failure } from '../ui/failure.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'

export function SettingsPage() {
  const query = useQuery(settingsQuery)
  const save = useSave()
  return (
    <Page title="Settings">
      <section className="card card-pad" aria-labelledby="settings-everyone">
        <Title order={2} size="h4" id="settings-everyone" mb="md">
          For everyone
        </Title>
        <Loaded query={query} lines={2}>
          {(settings) => (
            <Stack gap="sm">
              <Switch
                label="Show bills"
                description="Adds what you owe to suppliers to the invoice panel. Off: only sales invoices are shown."
                checked={save.isPending ? !settings.showBills : settings.showBills}
                disabled={save.isPending}
                onChange={(event) =>
                  save.mutate({
                    method: 'PUT',
                    path: paths.settings,
                    body: { ...settings, showBills: event.currentTarget.checked },
                  })
                }
              />
              {save.isError && <Failure error={save.error} />}
            </Stack>
          )}
        </Loaded>
      </section>
      <ContactLink />
      <section className="card card-pad" aria-labelledby="settings-you">
        <Title order={2} size="h4" id="settings-you" mb="md">
          For you, in this browser
        </Title>
        <SchemeChoice />
      </section>
    </Page>
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
