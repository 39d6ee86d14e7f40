import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Side } from '#api/common.ts'
import type { Connections } from '#api/connections.ts'
import { connectionsQuery } from '../lib/queries.ts'
import { ConnectError } from '../ui/connect-error.tsx'
import { ConnectionCard } from '../ui/connection-card.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { NotReachable } from './setup.tsx'

const sides: readonly Side[] = ['capsule', 'xero']

export function ConnectionsPage() {
  const query = useQuery(connectionsQuery)
  return (
    <Page title="Connections" lead="Connecting changes nothing on either side.">
      <ConnectError />
      <Loaded query={query} lines={8}>
        {(data) => <Cards data={data} />}
      </Loaded>
    </Page>
  )
}

function Cards({ data }: { data: Connections }) {
  const both = sides.every((side) =>
    data.connections.some((one) => one.side === side && one.state === 'connected'),
  )
  return (
    <Stack gap="lg">
      {both && (
        <Group className="card card-pad" justify="space-between">
          <Text>
            Both sides are connected. They are compared by themselves; nothing is written before you approve.
          </Text>
          <Button component={Link} to="/comparison" variant="default">
            See the comparison
          </Button>
        </Group>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        {sides.map((side) => (
          <ConnectionCard
            key={side}
            side={side}
            connection={data.connections.find((one) => one.side === side)}
            app={data.apps.find((one) => one.side === side)}
            isNext={side === nextSide(data)}
          />
        ))}
      </SimpleGrid>
      {!data.reachable && <NotReachable publicUrl={data.publicUrl} />}
    </Stack>
  )
}

const nextSide = (data: Connections): Side | undefined =>
  sides.find((side) => !data.connections.some((one) => one.side === side && one.state === 'connected'))
