import { Button, Group, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ContactSearch } from '../lib/contact-search.ts'
import { contactsQuery } from '../lib/queries.ts'
import { count } from '../lib/time.ts'
import { ContactFilters } from '../ui/contacts/contact-filters.tsx'
import { ContactTable } from '../ui/contacts/contact-table.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { Waiting } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/contacts')

export function ContactsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const query = useInfiniteQuery(contactsQuery(search))
  const first = query.data?.pages[0]
  const setSearch = (next: ContactSearch) => void navigate({ search: next, replace: true })
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <Page title="Contacts">
      <ContactFilters search={search} byState={first?.byState} onChange={setSearch} />
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      <section className="card" aria-label="Contacts" aria-busy={query.isFetching}>
        {first === undefined && !query.isError && <Waiting lines={10} />}
        {first && rows.length === 0 && <NoContacts search={search} />}
        {rows.length > 0 && (
          <ContactTable
            rows={rows}
            search={search}
            onSort={setSearch}
            onNearEnd={() => {
              if (query.hasNextPage && !query.isFetchingNextPage && !query.isError) void query.fetchNextPage()
            }}
          />
        )}
      </section>
      {first && rows.length > 0 && (
        <Group justify="space-between">
          <Text size="sm" c="dimmed" role="status" className="num">
            {rows.length < first.total
              ? `${count(rows.length, 'contact', 'contacts')} of ${first.total} shown`
              : count(first.total, 'contact', 'contacts')}
          </Text>
          {query.hasNextPage && (
            <Button
              variant="default"
              size="xs"
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              Load more
            </Button>
          )}
        </Group>
      )}
    </Page>
  )
}

function NoContacts({ search }: { search: ContactSearch }) {
  const filtered = search.q !== undefined || search.state !== undefined || search.owing !== undefined
  if (filtered) {
    return (
      <Empty
        title="No contact matches"
        reason={
          search.q === undefined
            ? 'None is in this state.'
            : `Nothing is found for “${search.q}” with these filters.`
        }
        action={
          <Button
            renderRoot={(props) => <Link to="/contacts" search={{}} {...props} />}
            variant="default"
            size="xs"
          >
            Clear filters
          </Button>
        }
      />
    )
  }
  return (
    <Empty
      title="No contacts yet"
      reason="They appear once Capsule or Xero is connected and read."
      action={
        <Button component={Link} to="/connections" size="xs">
          Go to connections
        </Button>
      }
    />
  )
}
