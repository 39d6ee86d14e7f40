import { Alert, Anchor, Button, Group, Stack, Switch, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { DealSettingsInput, DealSettingsView } from '#api/deals.ts'
import { write } from '../../lib/api.ts'
import { dealPaths, dealSettingsQuery } from '../../lib/deals.ts'
import { Failure } from '../failure.tsx'
import { Loaded } from '../loaded.tsx'
import { notify } from '../notices.tsx'
import { DealBackRule } from './deal-back-rule.tsx'
import { DealRule, newDealRule } from './deal-rule.tsx'

export type DealDraft = DealSettingsInput['settings']

/** What becomes of won deals, and who may begin an invoice: off until somebody wants it. */
export function DealRules() {
  const query = useQuery(dealSettingsQuery)
  return (
    <section className="card card-pad" aria-labelledby="deal-rules">
      <Title order={2} size="h4" id="deal-rules">
        Deals and invoices
      </Title>
      <Text size="sm" c="dimmed" mb="sm" maw={720}>
        Makes an invoice or a quote in Xero of an opportunity that reaches a milestone. One opportunity
        becomes one document, even when it is opened and won again.
      </Text>
      <Loaded query={query} lines={6}>
        {(view) => <DealForm key={view.version} view={view} />}
      </Loaded>
    </section>
  )
}

const draftOf = ({ rules, button, accepted, paid }: DealSettingsView): DealDraft => ({
  rules: rules.map(({ since: _, ...rule }) => rule),
  button,
  accepted,
  paid,
})

function DealForm({ view }: { view: DealSettingsView }) {
  const client = useQueryClient()
  const [draft, setDraft] = useState<DealDraft>(() => draftOf(view))
  const save = useMutation({
    mutationFn: () => write('PUT', dealPaths.settings, { version: view.version, settings: draft }),
    onSuccess: async () => {
      await client.invalidateQueries()
      notify({
        words: 'The rules about deals are saved.',
        next: 'They count for what happens from now on.',
        tone: 'done',
        link: { to: '/deals', words: 'See the deals' },
      })
    },
  })
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(view))
  const writes = draft.button || draft.rules.some((rule) => rule.on)
  const set = (change: Partial<DealDraft>) => setDraft((now) => ({ ...now, ...change }))
  const { choices } = view
  if (choices === null) return <Text size="sm">Connect both Capsule and Xero first.</Text>
  return (
    <Stack gap="md">
      <Switch
        label="Add customer invoice"
        description="A button on each customer begins a draft in Xero and opens it there. For administrators, finance and members."
        checked={draft.button}
        onChange={(event) => set({ button: event.currentTarget.checked })}
      />
      {draft.rules.map((rule, index) => (
        <DealRule
          key={rule.id}
          number={index + 1}
          rule={rule}
          choices={choices}
          placeholders={view.placeholders}
          onChange={(change) =>
            set({ rules: draft.rules.map((one) => (one.id === rule.id ? { ...one, ...change } : one)) })
          }
          onRemove={() => set({ rules: draft.rules.filter((one) => one.id !== rule.id) })}
        />
      ))}
      <Group>
        <Button
          variant="default"
          size="xs"
          onClick={() => {
            const rule = newDealRule(choices, draft.rules)
            if (rule) set({ rules: [...draft.rules, rule] })
          }}
        >
          Add a rule
        </Button>
      </Group>
      {draft.rules.length > 0 && (
        <>
          <DealBackRule
            title="When its quote is accepted"
            value={draft.accepted}
            choices={choices}
            onChange={(accepted) => set({ accepted })}
          />
          <DealBackRule
            title="When its invoice is paid"
            value={draft.paid}
            choices={choices}
            onChange={(paid) => set({ paid })}
          />
        </>
      )}
      {writes && !view.mayWrite && (
        <Alert variant="outline" bg="var(--cp-card)" title="Xero has to allow this once">
          <Text size="sm">
            Counterpart was only allowed to read invoices. After saving, reconnect Xero under{' '}
            <Anchor inherit underline="always" renderRoot={(props) => <Link to="/connections" {...props} />}>
              Connections
            </Anchor>
            : Xero then asks whether it may also write invoices and quotes. For a custom connection, add the
            scope accounting.invoices to it in Xero’s developer portal first. Until then nothing is written.
          </Text>
        </Alert>
      )}
      {save.isError && <Failure error={save.error} />}
      {isChanged && (
        <Group gap="sm">
          <Button loading={save.isPending} onClick={() => save.mutate()}>
            Save
          </Button>
          <Button variant="default" onClick={() => setDraft(draftOf(view))}>
            Discard
          </Button>
          <Text size="xs" c="dimmed">
            Deals that were won before are left alone. You can have each made on the Deals page.
          </Text>
        </Group>
      )}
    </Stack>
  )
}
