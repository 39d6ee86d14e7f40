import { Button, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Session } from '#api/session.ts'
import { connectionsQuery, sessionQuery } from '../lib/queries.ts'
import { sideName } from '../lib/words.ts'
import { ConnectError } from '../ui/connect-error.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Outside } from '../ui/outside.tsx'
import { Page } from '../ui/page.tsx'
import { Ways } from '../ui/ways.tsx'

/** Says which apps Counterpart may use. `standalone` before anyone has signed in. */
export function SetupPage({ standalone = false }: { standalone?: boolean }) {
  const session = useQuery(sessionQuery)
  if (!session.data) return null
  const content = <Setup session={session.data} standalone={standalone} />
  return standalone ? <Outside size={1080}>{content}</Outside> : content
}

function Setup({ session, standalone }: { session: Session; standalone: boolean }) {
  const query = useQuery(connectionsQuery)
  return (
    <Page
      title="Set up the two sides"
      lead="Counterpart talks to Capsule and Xero as an app of yours. This is done once; ids and secrets stay on this machine, encrypted."
    >
      <ConnectError />
      <Loaded query={query} lines={8}>
        {(data) => (
          <Stack gap="lg">
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
              {data.apps.map((app) => (
                <section key={app.side} className="card card-pad" aria-label={sideName[app.side]}>
                  <Title order={2} size="h3" mb="sm">
                    {sideName[app.side]}
                  </Title>
                  <Ways app={app} askCode={session.needsSetupCode} canConnect={!standalone} />
                </section>
              ))}
            </SimpleGrid>
            {!data.reachable && <NotReachable publicUrl={data.publicUrl} />}
            {!session.needsApps && (
              <Group>
                <Button component={Link} to={standalone ? '/' : '/connections'}>
                  Go on
                </Button>
              </Group>
            )}
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}

export function NotReachable({ publicUrl }: { publicUrl: string }) {
  return (
    <Text size="sm" c="dimmed">
      Capsule and Xero cannot reach <code>{publicUrl}</code>, so changes are read every few minutes instead of
      arriving by themselves. With a public https address they come within seconds.
    </Text>
  )
}
