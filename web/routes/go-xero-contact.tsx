import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { XeroContactTarget } from '#api/go.ts'
import { xeroContactQuery } from '../lib/facts.ts'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'

/** Where the link on a Xero contact leads: on to the customer's record in Capsule, or says why not. */
export function GoXeroContactPage() {
  const { searchStr } = useLocation()
  const search = new URLSearchParams(searchStr)
  const query = useQuery(xeroContactQuery(new URLSearchParams([...search].filter(([name]) => isAsked(name)))))
  const url = query.data?.state === 'linked' ? query.data.url : null
  useEffect(() => {
    // Nobody comes back to a page that only leads on.
    if (url !== null) window.location.replace(url)
  }, [url])
  return (
    <Page title="From Xero to Capsule">
      <section className="card card-pad">
        <Loaded query={query} lines={2}>
          {(target) => <Target target={target} />}
        </Loaded>
      </section>
    </Page>
  )
}

const isAsked = (name: string): boolean => name === 'code' || name === 'id'

function Target({ target }: { target: XeroContactTarget }) {
  switch (target.state) {
    case 'linked':
      return (
        <Stack gap="sm" align="flex-start" role="status">
          <Text>Opening {target.name} in Capsule.</Text>
          <a href={target.url}>Open it now</a>
        </Stack>
      )
    case 'not_linked':
      return (
        <Stack gap="sm" align="flex-start">
          <Text>{target.name} has no record in Capsule yet.</Text>
          <Text size="sm" c="dimmed">
            It can be linked to one, or added to Capsule, on its page here.
          </Text>
          <Group>
            <Button component={Link} to={target.href}>
              Open its page
            </Button>
          </Group>
        </Stack>
      )
    case 'unknown':
      return (
        <Stack gap="sm" align="flex-start">
          <Text>There is no such customer here, or your Capsule account does not show it to you.</Text>
          <Text size="sm" c="dimmed">
            A contact that is new in Xero is known within minutes. If it should be here, ask whoever looks
            after Capsule.
          </Text>
          <Group>
            <Button component={Link} to="/contacts" variant="default">
              Look through the contacts
            </Button>
          </Group>
        </Stack>
      )
  }
}
