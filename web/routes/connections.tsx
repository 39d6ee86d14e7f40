import { Anchor, Button, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Side } from '#api/common.ts'
import type { Connections } from '#api/connections.ts'
import { ConnectForm } from '../forms/connect-form.tsx'
import { connectionsQuery } from '../lib/queries.ts'
import { ConnectError } from '../ui/connect-error.tsx'
import { ConnectionCard } from '../ui/connection-card.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { OrganisationChoice } from '../ui/organisation-choice.tsx'
import { Page } from '../ui/page.tsx'
import { PurchasesQuestion } from '../ui/settings/purchases-question.tsx'
import { NotReachable } from './setup.tsx'

const sides: readonly Side[] = ['capsule', 'xero']

export function ConnectionsPage() {
  const query = useQuery(connectionsQuery)
  return (
    <Page title="Connections" lead="Connecting changes nothing on either side.">
      <ConnectError />
      <OrganisationChoice />
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
  const xeros = data.connections.filter((one) => one.side === 'xero')
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
      {nextSide(data) === 'xero' && xeros.length === 0 && <PurchasesQuestion />}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        {sides.map((side) => (
          <ConnectionCard
            key={side}
            side={side}
            connection={data.connections.find((one) => one.side === side)}
            app={data.apps.find((one) => one.side === side)}
            isNext={side === nextSide(data)}
            isOneOfSeveral={side === 'xero' && xeros.length > 1}
          />
        ))}
        {xeros.slice(1).map((connection) => (
          <ConnectionCard
            key={connection.id}
            side="xero"
            connection={connection}
            app={undefined}
            isNext={false}
            isOneOfSeveral
          />
        ))}
      </SimpleGrid>
      {both && <AddOrganisation />}
      <Text size="sm">
        <Anchor component={Link} to="/budget" inherit>
          How many calls each connection uses, and for what
        </Anchor>
      </Text>
      {!data.reachable && <NotReachable publicUrl={data.publicUrl} />}
    </Stack>
  )
}

/** A further organisation gets a comparison and a plan of its own; those that are connected go on as before. */
function AddOrganisation() {
  return (
    <Group className="card card-pad" justify="space-between">
      <Text maw={620}>
        Books in more than one Xero organisation? Each is compared with Capsule for itself, and nothing is
        written to it before you approve its plan.
      </Text>
      <ConnectForm side="xero" variant="default" fields={{ add: '1' }}>
        Add another Xero organisation
      </ConnectForm>
    </Group>
  )
}

const nextSide = (data: Connections): Side | undefined =>
  sides.find((side) => !data.connections.some((one) => one.side === side && one.state === 'connected'))
