import { Button, NativeSelect, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { PanelLink } from '#api/panel.ts'
import { ask } from '../../lib/api.ts'
import { paths } from '../../lib/endpoints.ts'
import { instantText } from '../../lib/time.ts'
import { CopyField } from '../copy-field.tsx'
import { Dialog } from '../dialog.tsx'
import { Failure } from '../failure.tsx'

const spans = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'One year' },
] as const

/** Makes an address that shows this panel to whoever has it, for a link field in Capsule or a frame. */
export function SharePanel({ partyId, onClose }: { partyId: string; onClose: () => void }) {
  const [days, setDays] = useState<string>(spans[0].value)
  const link = useMutation({
    mutationFn: () => ask(PanelLink, 'POST', paths.panelLink(partyId), { days: Number(days) }),
  })
  return (
    <Dialog title="Link to these invoices" opened onClose={onClose}>
      <Stack gap="md">
        <Text size="sm">
          Whoever has the link sees the invoices of this contact without signing in, and nothing else. One
          link cannot be taken back before its time is over.
        </Text>
        {link.data ? (
          <>
            <CopyField
              label="Address"
              value={link.data.url}
              description={`Works until ${instantText(link.data.until)}`}
            />
            <Text size="sm" c="dimmed">
              {link.data.frames.length > 0
                ? `In a frame it shows on ${link.data.frames.join(', ')}.`
                : 'In a frame it shows nowhere yet: name the pages that may in the setting PANEL_FRAMES.'}
            </Text>
          </>
        ) : (
          <>
            <NativeSelect
              label="Works for"
              value={days}
              onChange={(event) => setDays(event.currentTarget.value)}
              data={spans.map(({ value, label }) => ({ value, label }))}
            />
            {link.isError && <Failure error={link.error} />}
            <Button onClick={() => link.mutate()} loading={link.isPending} data-autofocus>
              Make a link
            </Button>
          </>
        )}
      </Stack>
    </Dialog>
  )
}
