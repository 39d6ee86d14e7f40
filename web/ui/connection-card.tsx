import { Badge, Box, Button, Collapse, Group, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Side } from '#api/common.ts'
import type { AppSettings, Connection } from '#api/connections.ts'
import { ConnectForm } from '../forms/connect-form.tsx'
import { useSave } from '../forms/use-save.ts'
import { paths } from '../lib/endpoints.ts'
import { numberText } from '../lib/time.ts'
import { sideName } from '../lib/words.ts'
import { Dialog } from './dialog.tsx'
import { External } from './external.tsx'
import { Failure } from './failure.tsx'
import { Ways } from './ways.tsx'
import { When } from './when.tsx'

const changeWords: Readonly<Record<Connection['changes'], string>> = {
  webhooks: 'Arrive by themselves',
  sweeps: 'Read every few minutes',
  stopped: 'Not followed while disconnected',
}

const stateWord: Record<Connection['state'], string> = {
  connected: 'Connected',
  lost: 'Access lost',
  disconnected: 'Disconnected',
}

const methodWord: Record<Connection['method'], string> = {
  oauth: 'App of your own',
  token: 'Personal token',
  client_credentials: 'Custom connection',
}

export function ConnectionCard({
  side,
  connection,
  app,
  isNext,
  isOneOfSeveral = false,
}: {
  side: Side
  connection: Connection | undefined
  app: AppSettings | undefined
  /** The side a person should connect next. */
  isNext: boolean
  /** One of several Xero organisations. */
  isOneOfSeveral?: boolean
}) {
  const [showApp, { toggle }] = useDisclosure(false)
  const navigate = useNavigate()
  const live = connection !== undefined && connection.state !== 'disconnected'
  return (
    <section
      className="card card-pad"
      aria-label={isOneOfSeveral ? (connection?.organisation ?? sideName[side]) : sideName[side]}
      data-side={side}
    >
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3">
          {sideName[side]}
        </Title>
        <Badge
          variant={connection?.state === 'connected' ? 'light' : 'default'}
          tt="none"
          fw={550}
          {...(connection?.state === 'lost'
            ? { color: 'red', variant: 'outline', classNames: { label: 'danger' } }
            : {})}
        >
          {connection ? stateWord[connection.state] : 'Not connected'}
        </Badge>
      </Group>
      {live ? <Facts connection={connection} /> : <NotYet side={side} />}
      <Group mt="md" gap="sm">
        {(!live || connection.method === 'oauth') && (
          <ConnectForm
            side={side}
            variant={isNext ? 'filled' : 'default'}
            {...(isOneOfSeveral && connection ? { fields: { connection: connection.id } } : {})}
          >
            {live
              ? `Reconnect ${sideName[side]}`
              : isOneOfSeveral && connection
                ? `Connect ${connection.organisation} again`
                : `Connect ${sideName[side]}`}
          </ConnectForm>
        )}
        {live && <Disconnect side={side} id={connection.id} organisation={connection.organisation} />}
        {app && (
          <Button variant="subtle" onClick={toggle} aria-expanded={showApp} aria-controls={`ways-${side}`}>
            App for this side
          </Button>
        )}
      </Group>
      {app && (
        <Collapse expanded={showApp} id={`ways-${side}`}>
          <Box mt="md" pt="md" style={{ borderTop: '1px solid var(--cp-line)' }}>
            <Ways app={app} onConnected={() => void navigate({ to: '/comparison' })} />
          </Box>
        </Collapse>
      )}
    </section>
  )
}

function NotYet({ side }: { side: Side }) {
  return (
    <Text>
      {side === 'capsule'
        ? 'Connect Capsule to read your people and organisations.'
        : 'Connect Xero to see invoices on your contacts. You choose the organisation on Xero’s page.'}
    </Text>
  )
}

function Facts({ connection }: { connection: Connection }) {
  const { calls } = connection
  const window = calls.window === 'hour' ? 'this hour' : 'today'
  return (
    <Stack gap="sm">
      {connection.problem !== null && (
        <Text size="sm" className="danger" role="alert">
          {connection.problem}
        </Text>
      )}
      <Text fw={550} size="lg">
        {connection.organisationUrl === null ? (
          connection.organisation
        ) : (
          <External href={connection.organisationUrl}>{connection.organisation}</External>
        )}
      </Text>
      <Box
        component="dl"
        m={0}
        fz="sm"
        style={{ display: 'grid', gridTemplateColumns: 'minmax(7rem, auto) 1fr', gap: '0.35rem 1rem' }}
      >
        <Fact name="Signed in as">{connection.signedInAs ?? '–'}</Fact>
        <Fact name="By">{methodWord[connection.method]}</Fact>
        <Fact name="Connected">
          <When at={connection.connectedAt} />
        </Fact>
        <Fact name="Changes">{changeWords[connection.changes]}</Fact>
        <Fact name="Last heard">
          {connection.lastHeardAt === null ? 'Not yet' : <When at={connection.lastHeardAt} />}
        </Fact>
        <Fact name="Last read">
          {connection.lastReadAt === null ? 'Not yet' : <When at={connection.lastReadAt} />}
        </Fact>
        <Fact name="Calls">
          <span className="num">
            {numberText(calls.usedToday)} today
            {calls.left !== null &&
              `, ${numberText(calls.left)}${calls.limit === null ? '' : ` of ${numberText(calls.limit)}`} left ${window}`}
          </span>
        </Fact>
        <Fact name="Permissions">
          <span style={{ overflowWrap: 'break-word' }}>
            {connection.scopes.length === 0 ? 'Those of the user' : connection.scopes.join(', ')}
          </span>
        </Fact>
      </Box>
    </Stack>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="quiet">{name}</dt>
      <dd style={{ margin: 0, minWidth: 0 }}>{children}</dd>
    </>
  )
}

function Disconnect({ side, id, organisation }: { side: Side; id: string; organisation: string }) {
  const [asked, { open, close }] = useDisclosure(false)
  const save = useSave(close)
  return (
    <>
      <Button variant="default" onClick={open}>
        Disconnect
      </Button>
      <Dialog title={`Disconnect ${organisation}?`} opened={asked} onClose={close}>
        <Stack gap="md">
          <Text size="sm">
            Counterpart gives its access to {sideName[side]} back and stops reading and writing there. All
            records stay as they are on both sides, and the links are kept for when you connect again.
          </Text>
          {save.isError && <Failure error={save.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Keep connected
            </Button>
            <Button
              color="red.9"
              loading={save.isPending}
              onClick={() => save.mutate({ method: 'DELETE', path: paths.connection(side, id) })}
            >
              Disconnect {sideName[side]}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </>
  )
}
