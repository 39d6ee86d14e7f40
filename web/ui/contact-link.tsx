import { Stack, Text, Title } from '@mantine/core'
import { CopyField } from './copy-field.tsx'

/** What to paste into Xero so that every contact there leads to its record in Capsule. */
export function ContactLink() {
  return (
    <section className="card card-pad" aria-labelledby="settings-contact-link">
      <Title order={2} size="h4" id="settings-contact-link" mb="xs">
        A link from Xero to Capsule
      </Title>
      <Stack gap="sm">
        <Text size="sm" maw={680}>
          In Xero open Settings, then Custom contact links, and add a link with this name and address. It then
          stands on every contact and opens the record in Capsule, for whoever may see it there.
        </Text>
        <CopyField label="Name" value="Open in Capsule" />
        <CopyField
          label="Address"
          value={`${window.location.origin}/go/xero-contact?code={!CONTACTCODE}`}
          description="If Xero offers the contact’s id among its fields, put it behind this with &id= and contacts without a number are found too."
        />
      </Stack>
    </section>
  )
}
