import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ContactDetail } from '#api/contacts.ts'
import { linkHitsQuery } from '../../lib/queries.ts'
import { typeText } from '../../lib/words.ts'
import { Dialog } from '../dialog.tsx'
import { Failure } from '../failure.tsx'
import classes from '../review/review.module.css'

/** Finds the counterpart by hand, among the records that have none. */
export function LinkDialog({
  contact,
  pending,
  onLink,
  onClose,
}: {
  contact: ContactDetail
  pending: boolean
  onLink: (key: string) => void
  onClose: () => void
}) {
  const wants = contact.capsule === null ? 'capsule_only' : 'xero_only'
  const side = wants === 'capsule_only' ? 'Capsule' : 'Xero'
  const [text, setText] = useState(contact.name)
  const [q] = useDebouncedValue(text.trim(), 120)
  const hits = useQuery(linkHitsQuery(wants, q, (contact.organisations?.length ?? 0) > 0))
  const [chosen, setChosen] = useState<string | null>(null)
  const rows = hits.data ?? []
  const picked = rows.find(({ key }) => key === chosen)
  return (
    <Dialog title={`Link ${contact.name} to a record in ${side}`} opened onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (picked) onLink(picked.key)
        }}
      >
        <Stack gap="md">
          <TextInput
            data-autofocus
            type="search"
            label={`Search in ${side}`}
            description="Only records without a counterpart are found."
            leftSection={<IconSearch size={16} />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {hits.isError && <Failure error={hits.error} />}
          <div role="radiogroup" aria-label="Records found" className={classes.candidates}>
            {rows.map((row) => (
              <label key={row.key} className={classes.choice} data-hit={row.key}>
                <input
                  type="radio"
                  name="counterpart"
                  checked={row.key === chosen}
                  onChange={() => setChosen(row.key)}
                />
                <Text fw={550}>{row.name}</Text>
                <Text size="sm" c="dimmed">
                  {typeText(row)}
                </Text>
              </label>
            ))}
          </div>
          <Text size="sm" c="dimmed" role="status">
            {rows.length > 0
              ? picked
                ? 'Both get a reference to each other; where they differ, the rules decide or you are asked.'
                : 'Choose one.'
              : hits.isFetching
                ? 'Searching…'
                : `Nothing without a counterpart matches in ${side}.`}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={pending} disabled={!picked}>
              Link
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
