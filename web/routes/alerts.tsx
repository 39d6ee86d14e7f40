import {
  Anchor,
  Button,
  Group,
  NumberInput,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { AlertDestination, Alerts } from '#api/alerts.ts'
import { useSave } from '../forms/use-save.ts'
import { clockMinutes, clockText, destinationKindWord, topicWord } from '../lib/alerts.ts'
import { paths } from '../lib/endpoints.ts'
import { alertsQuery } from '../lib/queries.ts'
import { AddDestination } from '../ui/alerts/add-destination.tsx'
import { TopicChoice } from '../ui/alerts/topic-choice.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { When } from '../ui/when.tsx'

/** Who is told when a person is needed. */
export function AlertsPage() {
  const query = useQuery(alertsQuery)
  return (
    <Page
      title="Alerts"
      lead={
        <>
          Told once when something needs a person, and once when it is over.{' '}
          <Anchor component={Link} to="/settings" inherit underline="always">
            All settings
          </Anchor>
        </>
      }
    >
      <Loaded query={query} lines={8}>
        {(alerts) => (
          <Stack gap="lg">
            <Now alerts={alerts} />
            <Destinations alerts={alerts} />
            <Times key={JSON.stringify(alerts.setting)} setting={alerts.setting} />
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}

function Now({ alerts }: { alerts: Alerts }) {
  return (
    <section className="card card-pad" aria-labelledby="alerts-now">
      <Title order={2} size="h4" id="alerts-now" mb="xs">
        Now
      </Title>
      {alerts.raised.length === 0 ? (
        <Text c="dimmed" size="sm">
          Nothing needs a person.
        </Text>
      ) : (
        <Stack component="ul" gap={8} m={0} p={0} style={{ listStyle: 'none' }}>
          {alerts.raised.map((one) => (
            <Group
              component="li"
              key={`${one.topic} ${one.words}`}
              justify="space-between"
              align="flex-start"
              wrap="nowrap"
              fz="sm"
            >
              <Link to={one.href} className="plain-link" style={{ overflowWrap: 'anywhere' }}>
                {one.words}
              </Link>
              <span className="quiet">
                <When at={one.since} />
              </span>
            </Group>
          ))}
        </Stack>
      )}
    </section>
  )
}

function Destinations({ alerts }: { alerts: Alerts }) {
  const [adding, { open, close }] = useDisclosure(false)
  return (
    <section className="card" aria-labelledby="alerts-to">
      <Group justify="space-between" px="lg" pt="md">
        <Title order={2} size="h4" id="alerts-to">
          Where alerts go
        </Title>
        {alerts.destinations.length > 0 && (
          <Button size="xs" variant="default" onClick={open}>
            Add a destination
          </Button>
        )}
      </Group>
      {alerts.destinations.length === 0 ? (
        <Empty
          order={3}
          title="Nobody is told yet"
          reason="What needs a person is shown here and on the overview only. Add an e-mail address, a Slack channel or a webhook of your own."
          action={<Button onClick={open}>Add a destination</Button>}
        />
      ) : (
        <Stack component="ul" gap={0} m={0} p={0} pb="xs" style={{ listStyle: 'none' }}>
          {alerts.destinations.map((one) => (
            <DestinationRow key={one.id} destination={one} />
          ))}
        </Stack>
      )}
      {adding && <AddDestination onClose={close} />}
    </section>
  )
}

function DestinationRow({ destination }: { destination: AlertDestination }) {
  const { id, kind, name, shown, topics, enabled, lastAt, lastError } = destination
  const [removing, { open, close }] = useDisclosure(false)
  const [choosing, choice] = useDisclosure(false)
  const save = useSave()
  const remove = useSave(close)
  const test = useSave()
  const put = (change: Partial<Pick<AlertDestination, 'enabled' | 'topics'>>) =>
    save.mutate({
      method: 'PUT',
      path: paths.alertDestination(id),
      body: { name, topics, enabled, ...change },
    })
  return (
    <li style={{ padding: '0.9rem 1.25rem', borderTop: '1px solid var(--cp-line)' }} data-destination={id}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div style={{ minWidth: 0 }}>
          <Text fw={550}>{name}</Text>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {destinationKindWord[kind]}: {Object.values(shown).join(', by ')}
          </Text>
          <Text size="sm" c="dimmed">
            {topics.map((topic) => topicWord[topic]).join(' · ')}
          </Text>
          <Text size="sm" c="dimmed">
            {lastAt === null ? (
              'Nothing was sent yet.'
            ) : (
              <>
                Last sent <When at={lastAt} />.
              </>
            )}
          </Text>
          {lastError !== null && (
            <Text size="sm" className="danger">
              {lastError}
            </Text>
          )}
        </div>
        <Switch
          label="On"
          aria-label={`Send alerts to ${name}`}
          checked={save.isPending ? !enabled : enabled}
          disabled={save.isPending}
          onChange={(event) => put({ enabled: event.currentTarget.checked })}
        />
      </Group>
      {save.isError && <Failure error={save.error} />}
      {test.isError && <Failure error={test.error} />}
      <Group gap="xs" mt="xs">
        <Button
          size="compact-sm"
          variant="default"
          loading={test.isPending}
          onClick={() => test.mutate({ path: paths.alertTest(id) })}
        >
          Send a test
        </Button>
        <Button size="compact-sm" variant="default" onClick={choice.open}>
          What is told
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={open}>
          Remove
        </Button>
        {test.isSuccess && (
          <Text size="sm" role="status">
            A test was sent.
          </Text>
        )}
      </Group>
      {choosing && (
        <Dialog title={`What ${name} is told`} opened onClose={choice.close}>
          <TopicChoice
            topics={topics}
            pending={save.isPending}
            onSave={(next) => {
              put({ topics: next })
              choice.close()
            }}
          />
        </Dialog>
      )}
      <Dialog title={`Remove ${name}?`} opened={removing} onClose={close}>
        <Stack gap="md">
          <Text size="sm">Alerts no longer go there. Its address and password are forgotten.</Text>
          {remove.isError && <Failure error={remove.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Keep
            </Button>
            <Button
              color="red.9"
              loading={remove.isPending}
              onClick={() => remove.mutate({ method: 'DELETE', path: paths.alertDestination(id) })}
            >
              Remove
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </li>
  )
}

const zones = Intl.supportedValuesOf('timeZone')

function Times({ setting }: { setting: Alerts['setting'] }) {
  const save = useSave()
  const [isQuiet, setQuiet] = useState(setting.quiet !== null)
  const [from, setFrom] = useState(clockText(setting.quiet?.from ?? 22 * 60))
  const [until, setUntil] = useState(clockText(setting.quiet?.until ?? 7 * 60))
  const [timeZone, setTimeZone] = useState(setting.timeZone)
  const [rollUpMinutes, setRollUp] = useState(setting.rollUpMinutes)
  const start = clockMinutes(from)
  const end = clockMinutes(until)
  const body = {
    quiet: isQuiet && start !== null && end !== null ? { from: start, until: end } : null,
    timeZone,
    rollUpMinutes,
  }
  const isChanged = JSON.stringify(body) !== JSON.stringify(setting)
  return (
    <section className="card card-pad" aria-labelledby="alerts-when">
      <Title order={2} size="h4" id="alerts-when" mb="md">
        When
      </Title>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate({ method: 'PUT', path: paths.alertSetting, body })
        }}
      >
        <Stack gap="md" align="flex-start">
          <Switch
            label="Quiet hours"
            description="What happens meanwhile is told when they end, unless it is over by then."
            checked={isQuiet}
            onChange={(event) => setQuiet(event.currentTarget.checked)}
          />
          {isQuiet && (
            <Group gap="sm" align="flex-end">
              <TextInput
                type="time"
                label="From"
                value={from}
                required
                onChange={(event) => setFrom(event.currentTarget.value)}
              />
              <TextInput
                type="time"
                label="Until"
                value={until}
                required
                onChange={(event) => setUntil(event.currentTarget.value)}
              />
              <Select
                label="In"
                data={zones.includes(timeZone) ? zones : [timeZone, ...zones]}
                value={timeZone}
                searchable
                allowDeselect={false}
                onChange={(zone) => zone !== null && setTimeZone(zone)}
              />
            </Group>
          )}
          <NumberInput
            label="Minutes to wait for more"
            description="What changes within this time travels in one message. 0 sends at once."
            value={rollUpMinutes}
            min={0}
            max={120}
            allowDecimal={false}
            onChange={(value) => setRollUp(typeof value === 'number' ? value : 0)}
          />
          {save.isError && <Failure error={save.error} />}
          <Button type="submit" loading={save.isPending} disabled={!isChanged}>
            Save
          </Button>
        </Stack>
      </form>
    </section>
  )
}
