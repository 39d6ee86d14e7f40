import { Button, Group, Stack, Switch, Text, TextInput } from '@mantine/core'
import { IconBookmark, IconUsers } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type SavedView, SavedViews as Views } from '#api/views.ts'
import { ask, write } from '../../lib/api.ts'
import { paths } from '../../lib/endpoints.ts'
import { viewsQuery } from '../../lib/invoice-queries.ts'
import { type InvoiceSearch, searchOfView, viewQuery } from '../../lib/invoice-search.ts'
import { Dialog } from '../dialog.tsx'
import { Failure } from '../failure.tsx'
import { notify, notifyRefused } from '../notices.tsx'

/** Filters that were saved under a name; the first nine have a key each. */
export function SavedViews({ search }: { search: InvoiceSearch }) {
  const query = useQuery(viewsQuery)
  const client = useQueryClient()
  const [saving, setSaving] = useState(false)
  const views = query.data?.views ?? []
  const now = viewQuery(search)
  const current = views.find((view) => viewQuery(searchOfView(view.query)) === now)
  const remove = useMutation({
    mutationFn: (view: SavedView) => write('DELETE', paths.view(view.id)),
    onSuccess: (_, view) => notify({ words: `The view “${view.name}” is removed.`, tone: 'done' }),
    onError: (error) => notifyRefused(error),
    onSettled: () => client.invalidateQueries({ queryKey: viewsQuery.queryKey }),
  })
  return (
    <Group gap={6} role="group" aria-label="Saved views">
      {views.map((view, index) => (
        <Button
          key={view.id}
          size="compact-sm"
          variant={view === current ? 'light' : 'default'}
          aria-current={view === current ? 'true' : undefined}
          leftSection={view.shared ? <IconUsers size={14} aria-label="Shared" /> : null}
          title={view.by === null ? undefined : `Shared by ${view.by}`}
          renderRoot={(props) => <Link to="/invoices" search={searchOfView(view.query)} {...props} />}
        >
          {view.name}
          {index < 9 && <kbd className="key in-button">{index + 1}</kbd>}
        </Button>
      ))}
      {current === undefined && now !== '' && (
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconBookmark size={15} />}
          onClick={() => setSaving(true)}
        >
          Save this view
        </Button>
      )}
      {current?.mine === true && (
        <button type="button" className="text-button" onClick={() => remove.mutate(current)}>
          Remove “{current.name}”
        </button>
      )}
      <Dialog title="Save this view" opened={saving} onClose={() => setSaving(false)}>
        <SaveForm
          query={now}
          mayShare={query.data?.mayShare === true}
          onSaved={(saved) => {
            client.setQueryData(viewsQuery.queryKey, saved)
            setSaving(false)
          }}
        />
      </Dialog>
    </Group>
  )
}

function SaveForm({
  query,
  mayShare,
  onSaved,
}: {
  query: string
  mayShare: boolean
  onSaved: (views: Views) => void
}) {
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const save = useMutation({
    mutationFn: () => ask(Views, 'POST', paths.views, { page: 'invoices', name: name.trim(), query, shared }),
    onSuccess: onSaved,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') save.mutate()
      }}
    >
      <Stack gap="md">
        {save.isError && <Failure error={save.error} />}
        <TextInput
          data-autofocus
          label="Name"
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {mayShare && (
          <Switch
            label="Show it to everybody in this workspace"
            description="Each person sees through it only what they may see."
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        )}
        <Text size="sm" c="dimmed">
          Filters, order and what is looked at are saved; the documents are always the present ones.
        </Text>
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
