import {
  Button,
  Group,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AlertDestination, AlertDestinationAdded, type AlertTopic } from '#api/alerts.ts'
import { alertTopics, destinationKindWord } from '../../lib/alerts.ts'
import { ask } from '../../lib/api.ts'
import { paths } from '../../lib/endpoints.ts'
import { CopyField } from '../copy-field.tsx'
import { Dialog } from '../dialog.tsx'
import { Failure } from '../failure.tsx'
import { TopicBoxes } from './topic-choice.tsx'

type Kind = AlertDestination['kind']
const kinds: readonly Kind[] = ['email', 'slack', 'webhook']
const shortWord: Readonly<Record<Kind, string>> = { email: 'E-mail', slack: 'Slack', webhook: 'Webhook' }
const securities = [
  { value: 'tls', label: 'TLS from the start (port 465)' },
  { value: 'starttls', label: 'STARTTLS (port 587)' },
  { value: 'none', label: 'None, inside your own network only' },
] as const

export function AddDestination({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const [kind, setKind] = useState<Kind>('email')
  const [name, setName] = useState('')
  const [topics, setTopics] = useState<AlertTopic[]>([...alertTopics])
  const [url, setUrl] = useState('')
  const [mail, setMail] = useState({ host: '', user: '', password: '', from: '', to: '' })
  const [port, setPort] = useState(587)
  const [security, setSecurity] = useState<'tls' | 'starttls' | 'none'>('starttls')
  const add = useMutation({
    mutationFn: (body: unknown) => ask(AlertDestinationAdded, 'POST', paths.alertDestinations, body),
    onSuccess: async ({ secret }) => {
      await client.invalidateQueries({ queryKey: ['alerts'] })
      if (secret === null) onClose()
    },
  })
  const secret = add.data?.secret ?? null
  if (secret !== null) {
    return (
      <Dialog title="The webhook was added" opened onClose={onClose}>
        <Stack gap="md">
          <Text size="sm">
            Each message carries the header Counterpart-Signature, by which the receiver knows that it comes
            from here. This is the key for it. It is shown this once.
          </Text>
          <CopyField label="Key" value={secret} />
          <Group justify="flex-end">
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      </Dialog>
    )
  }
  const field = (key: keyof typeof mail) => ({
    value: mail[key],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget
      setMail((known) => ({ ...known, [key]: value }))
    },
  })
  const body = () => {
    const common = { kind, name: name.trim() || destinationKindWord[kind], topics }
    if (kind !== 'email') return { ...common, url: url.trim() }
    return {
      ...common,
      host: mail.host.trim(),
      port,
      security,
      user: mail.user === '' ? null : mail.user,
      password: mail.password === '' ? null : mail.password,
      from: mail.from.trim(),
      to: mail.to.split(/[\s,;]+/).filter(Boolean),
    }
  }
  return (
    <Dialog title="Add a destination" opened onClose={onClose} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          add.mutate(body())
        }}
      >
        <Stack gap="md">
          <SegmentedControl
            aria-label="Kind"
            value={kind}
            onChange={(value) => {
              const next = kinds.find((one) => one === value)
              if (next) setKind(next)
            }}
            data={kinds.map((value) => ({ value, label: shortWord[value] }))}
          />
          <TextInput
            label="Name"
            placeholder={destinationKindWord[kind]}
            value={name}
            maxLength={100}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {kind === 'email' ? (
            <>
              <TextInput
                label="To"
                description="One or several addresses, with commas between them."
                required
                {...field('to')}
              />
              <TextInput label="From" type="email" required {...field('from')} />
              <Group grow align="flex-start">
                <TextInput label="Mail server" placeholder="smtp.example.com" required {...field('host')} />
                <NumberInput
                  label="Port"
                  value={port}
                  min={1}
                  max={65_535}
                  allowDecimal={false}
                  onChange={(value) => setPort(typeof value === 'number' ? value : 587)}
                />
              </Group>
              <Select
                label="Encryption"
                data={securities.map(({ value, label }) => ({ value, label }))}
                value={security}
                allowDeselect={false}
                onChange={(value) => {
                  const next = securities.find((one) => one.value === value)
                  if (!next) return
                  setSecurity(next.value)
                  setPort(next.value === 'tls' ? 465 : next.value === 'starttls' ? 587 : 25)
                }}
              />
              <Group grow align="flex-start">
                <TextInput label="User" autoComplete="off" {...field('user')} />
                <PasswordInput label="Password" autoComplete="new-password" {...field('password')} />
              </Group>
            </>
          ) : (
            <TextInput
              label="Address"
              type="url"
              placeholder={
                kind === 'slack' ? 'https://hooks.slack.com/services/…' : 'https://example.com/alerts'
              }
              description={
                kind === 'slack'
                  ? 'The incoming webhook of a channel in Slack, Mattermost or another program that takes the same.'
                  : 'Receives JSON by POST, signed with a key that is shown once.'
              }
              required
              value={url}
              onChange={(event) => setUrl(event.currentTarget.value)}
            />
          )}
          <TopicBoxes topics={topics} onChange={setTopics} />
          {add.isError && <Failure error={add.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={add.isPending} disabled={topics.length === 0}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
