import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { FactSettings, FactsPreview, FactsView } from '#api/facts.ts'
import { write } from '../../lib/api.ts'
import { factsPath, factsQuery, previewFacts } from '../../lib/facts.ts'
import { Dialog } from '../dialog.tsx'
import { Failure } from '../failure.tsx'
import { Loaded } from '../loaded.tsx'
import { notify } from '../notices.tsx'
import { FactEvents } from './fact-events.tsx'
import { FactFields } from './fact-fields.tsx'
import { FactPreview } from './fact-preview.tsx'

/** Figures, tags, tasks and notes that Capsule gets from Xero: everything off until somebody wants it. */
export function FactRules() {
  const query = useQuery(factsQuery)
  return (
    <section className="card card-pad" aria-labelledby="fact-rules">
      <Title order={2} size="h4" id="fact-rules">
        Facts in Capsule
      </Title>
      <Text size="sm" c="dimmed" mb="sm" maw={720}>
        Writes what Xero knows of a customer into Capsule, where lists and filters can use it. A person who
        belongs to an organisation is there through it.
      </Text>
      <Loaded query={query} lines={10}>
        {(view) => <FactForm key={view.changedAt ?? ''} view={view} />}
      </Loaded>
    </section>
  )
}

function FactForm({ view }: { view: FactsView }) {
  const client = useQueryClient()
  const [draft, setDraft] = useState<FactSettings>(view.settings)
  const [shown, setShown] = useState<FactsPreview | null>(null)
  const preview = useMutation({ mutationFn: () => previewFacts(draft), onSuccess: setShown })
  const save = useMutation({
    mutationFn: (hash: string) => write('PUT', factsPath, { settings: draft, hash }),
    onSuccess: async () => {
      setShown(null)
      await client.invalidateQueries()
      notify({
        words: 'The switches are saved.',
        next: 'What was shown is being written.',
        tone: 'done',
        link: { to: '/activity', words: 'See what is written' },
      })
    },
  })
  const close = () => {
    save.reset()
    setShown(null)
  }
  const isChanged = JSON.stringify(draft) !== JSON.stringify(view.settings)
  return (
    <Stack gap="md">
      <Alert
        role="note"
        variant="outline"
        bg="var(--cp-card)"
        title="Everybody who sees a record in Capsule sees these"
      >
        <Text size="sm">
          Custom fields, tags, tasks and notes have no permissions of their own in Capsule. Who may see
          amounts here makes no difference there.
        </Text>
      </Alert>
      <FactFields view={view} draft={draft} onChange={setDraft} />
      <FactEvents draft={draft} onChange={setDraft} />
      {preview.isError && <Failure error={preview.error} />}
      <Group gap="sm">
        <Button
          variant={isChanged ? 'filled' : 'default'}
          loading={preview.isPending}
          disabled={!view.ready}
          onClick={() => preview.mutate()}
        >
          Show what would be written
        </Button>
        {isChanged && (
          <Button variant="default" onClick={() => setDraft(view.settings)}>
            Discard
          </Button>
        )}
        <Text size="xs" c="dimmed">
          {view.ready
            ? 'Nothing is written before you have seen it.'
            : 'Connect both Capsule and Xero first.'}
        </Text>
      </Group>
      <Dialog title="What would be written" size="lg" opened={shown !== null} onClose={close}>
        {shown && (
          <FactPreview
            preview={shown}
            settings={draft}
            error={save.error}
            saving={save.isPending}
            onSave={() => save.mutate(shown.hash)}
            onAgain={() => {
              save.reset()
              preview.mutate()
            }}
            onClose={close}
          />
        )}
      </Dialog>
    </Stack>
  )
}
