import { Anchor, Box, Button, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Money } from '#api/common.ts'
import type { Connections } from '#api/connections.ts'
import type { ContactState } from '#api/contacts.ts'
import type { Overview } from '#api/overview.ts'
import { ConnectForm } from '../forms/connect-form.tsx'
import { isZero } from '../lib/money.ts'
import { comparisonQuery, connectionsQuery, overviewQuery } from '../lib/queries.ts'
import { count, numberText } from '../lib/time.ts'
import { useMay } from '../lib/use-may.ts'
import { sideName } from '../lib/words.ts'
import { Amount, Amounts } from '../ui/amount.tsx'
import { BudgetBars } from '../ui/budget/budget-bars.tsx'
import { ConnectError } from '../ui/connect-error.tsx'
import { Empty } from '../ui/empty.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { When } from '../ui/when.tsx'

export function OverviewPage() {
  const query = useQuery(overviewQuery)
  if (!query.data) {
    return (
      <Page title="Overview">
        <Loaded query={query} lines={8}>
          {() => null}
        </Loaded>
      </Page>
    )
  }
  const overview = query.data
  return (
    <Page
      title={overview.sentence}
      tab="Overview"
      lead={
        overview.lastChangeAt !== null && (
          <>
            Last change <When at={overview.lastChangeAt} />
          </>
        )
      }
    >
      <ConnectError />
      <Loaded query={query}>
        {() => (overview.tone === 'setup' ? <NextStep /> : <Body overview={overview} />)}
      </Loaded>
    </Page>
  )
}

/** Before the first approval there is one thing to do, and it is different each time. */
function NextStep() {
  const may = useMay()
  if (may('connections.change')) return <FirstStep />
  return (
    <div className="card">
      <Empty
        title="Not set up yet"
        reason="An administrator still connects both sides. Customers show here afterwards."
        action={null}
      />
    </div>
  )
}

function FirstStep() {
  const connections = useQuery(connectionsQuery)
  const comparison = useQuery(comparisonQuery)
  return (
    <div className="card">
      <Loaded query={connections}>
        {(data) => {
          const has = (side: 'capsule' | 'xero') =>
            data.connections.some((one) => one.side === side && one.state === 'connected')
          if (!has('capsule')) {
            return (
              <Empty
                title="Connect Capsule"
                reason="Your people and organisations are read from there."
                action={<ConnectForm side="capsule">Connect Capsule</ConnectForm>}
              />
            )
          }
          if (!has('xero')) {
            return (
              <Empty
                title="Connect Xero to see invoices"
                reason="Capsule is connected. Once Xero is too, both sides are compared; nothing is written."
                action={<ConnectForm side="xero">Connect Xero</ConnectForm>}
              />
            )
          }
          return (
            <Empty
              title={
                comparison.data?.run?.state === 'planned'
                  ? 'The comparison is ready'
                  : 'Both sides are being compared'
              }
              reason="Nothing has been written. See what was found, then start."
              action={
                <Button component={Link} to="/comparison">
                  See the comparison
                </Button>
              }
            />
          )
        }}
      </Loaded>
    </div>
  )
}

function Body({ overview }: { overview: Overview }) {
  const may = useMay()
  return (
    <Stack gap="lg">
      <Tiles tiles={overview.tiles} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" style={{ alignItems: 'start' }}>
        <Owing overview={overview} />
        <Stack gap="lg">
          {may('connections.change') && <Sides reading={overview.reading} />}
          {may('connections.change') && <BudgetBars />}
          <Recent recent={overview.recent} />
        </Stack>
      </SimpleGrid>
    </Stack>
  )
}

function Tiles({ tiles }: { tiles: Overview['tiles'] }) {
  const all = [
    { state: 'linked', word: 'In step', n: tiles.inStep, person: false },
    { state: 'waiting', word: 'Waiting', n: tiles.waiting, person: false },
    { state: 'review', word: 'Need review', n: tiles.review, person: true },
    { state: 'failed', word: 'Failed', n: tiles.failed, person: true },
    { state: 'capsule_only', word: 'Only in Capsule', n: tiles.capsuleOnly, person: false },
    { state: 'xero_only', word: 'Only in Xero', n: tiles.xeroOnly, person: false },
  ] as const
  return (
    <SimpleGrid cols={{ base: 2, xs: 3, md: 6 }} spacing="sm">
      {all.map(({ state, word, n, person }) => (
        <TileLink key={state} state={state}>
          <Text
            fz="1.6rem"
            fw={650}
            lh={1.2}
            className={person && n > 0 ? 'num danger' : 'num'}
            component="div"
          >
            {numberText(n)}
          </Text>
          <Text size="sm" c="dimmed">
            {word}
          </Text>
        </TileLink>
      ))}
    </SimpleGrid>
  )
}

/** To the records of that state; what needs a person, to where it is decided. */
function TileLink({ state, children }: { state: ContactState; children: ReactNode }) {
  const may = useMay()
  if (state === 'review' && may('review.decide')) {
    return (
      <Link to="/review" className="card tile">
        {children}
      </Link>
    )
  }
  return (
    <Link to="/contacts" search={{ state }} className="card tile">
      {children}
    </Link>
  )
}

function Total({
  name,
  amounts,
  overdue = false,
}: {
  name: string
  amounts: readonly Money[] | null
  overdue?: boolean
}) {
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" m={0} fw={600} size="lg">
        {isZero(amounts) ? 'Nothing' : <Amounts amounts={amounts} overdue={overdue} />}
      </Text>
    </div>
  )
}

function Owing({ overview }: { overview: Overview }) {
  return (
    <section className="card" aria-labelledby="owing">
      <Box px="lg" pt="md">
        <Title order={2} size="h4" id="owing">
          Money owed to you
        </Title>
        {overview.outstanding === null ? (
          <Text size="sm" c="dimmed" mt="xs" mb="md">
            Your role shows who is late, and not how much it is.
          </Text>
        ) : (
          <Group component="dl" gap="xl" mt="xs" mb="md" align="flex-start">
            <Total name="Outstanding" amounts={overview.outstanding} />
            <Total name="Overdue" amounts={overview.overdue} overdue />
          </Group>
        )}
      </Box>
      {overview.owing.length === 0 ? (
        <Text size="sm" c="dimmed" px="lg" pb="lg">
          Nobody is late.
        </Text>
      ) : (
        <table className="list">
          <thead>
            <tr>
              <th scope="col">{overview.overdue === null ? 'Longest overdue' : 'Most overdue'}</th>
              <th scope="col" className="right">
                Late by
              </th>
              {overview.overdue !== null && (
                <th scope="col" className="right">
                  Overdue
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {overview.owing.map((row) => (
              <tr key={row.href} className="row-link">
                <td>
                  <Link to={row.href} className="plain-link">
                    {row.name}
                  </Link>
                </td>
                <td className="right figure">{count(row.daysLate, 'day', 'days')}</td>
                {row.overdue !== null && (
                  <td className="right">
                    <Amount money={row.overdue} overdue />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Box px="lg" py="sm" fz="sm" style={{ borderTop: '1px solid var(--cp-line)' }}>
        <Anchor
          inherit
          renderRoot={(props) => (
            <Link
              to="/contacts"
              search={{ owing: 'overdue', ...(overview.overdue === null ? {} : { sort: 'overdue' }) }}
              {...props}
            />
          )}
        >
          All overdue contacts
        </Anchor>
        {overview.proof !== null && (
          <Text size="xs" c="dimmed" mt={4}>
            {overview.proof.words} Compared <When at={overview.proof.at} />.
          </Text>
        )}
      </Box>
    </section>
  )
}

function Sides({ reading }: { readonly reading: Overview['reading'] }) {
  const query = useQuery(connectionsQuery)
  return (
    <section className="card card-pad" aria-labelledby="sides">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id="sides">
          Connections
        </Title>
        <Anchor component={Link} to="/connections" size="sm">
          Manage
        </Anchor>
      </Group>
      <Loaded query={query} lines={2}>
        {(data) => (
          <Stack gap={6}>
            {data.connections.map((connection) => (
              <SideLine key={connection.id} connection={connection} />
            ))}
          </Stack>
        )}
      </Loaded>
      {reading !== null && (
        <Text size="xs" c="dimmed" mt="sm">
          {reading.words} Read <When at={reading.at} />.
        </Text>
      )}
    </section>
  )
}

function SideLine({ connection }: { connection: Connections['connections'][number] }) {
  const lost = connection.state !== 'connected'
  return (
    <Group justify="space-between" wrap="nowrap" gap="md" fz="sm">
      <Text inherit className="clip">
        <span className="quiet">{sideName[connection.side]}</span> {connection.organisation}
      </Text>
      <Text inherit className={lost ? 'danger' : 'quiet'} style={{ whiteSpace: 'nowrap' }}>
        {lost ? (
          'Access lost'
        ) : connection.lastHeardAt === null ? (
          'Connected'
        ) : (
          <>
            Heard <When at={connection.lastHeardAt} />
          </>
        )}
      </Text>
    </Group>
  )
}

function Recent({ recent }: { recent: Overview['recent'] }) {
  return (
    <section className="card card-pad" aria-labelledby="recent">
      <Title order={2} size="h4" id="recent" mb="xs">
        Lately
      </Title>
      {recent.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing has changed yet.
        </Text>
      )}
      <Stack component="ol" gap={8} m={0} p={0} style={{ listStyle: 'none' }}>
        {recent.map((one) => (
          <Group
            component="li"
            key={`${one.at} ${one.words}`}
            justify="space-between"
            align="flex-start"
            wrap="nowrap"
            gap="md"
            fz="sm"
          >
            <span style={{ overflowWrap: 'anywhere' }}>
              {one.side && <span className="quiet">{sideName[one.side]} </span>}
              {one.href === null ? (
                one.words
              ) : (
                <Link to={one.href} className="plain-link">
                  {one.words}
                </Link>
              )}
            </span>
            <span className="quiet">
              <When at={one.at} />
            </span>
          </Group>
        ))}
      </Stack>
    </section>
  )
}
