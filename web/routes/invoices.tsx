import { Button, Group, SegmentedControl, Text } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { invoicesQuery, viewsQuery } from '../lib/invoice-queries.ts'
import { cleared, type InvoiceSearch, isFiltered, searchOfView } from '../lib/invoice-search.ts'
import { count, numberText } from '../lib/time.ts'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { Ageing } from '../ui/invoices/ageing.tsx'
import { ExportMenu } from '../ui/invoices/export-menu.tsx'
import { InvoiceFilters } from '../ui/invoices/invoice-filters.tsx'
import { InvoiceSums } from '../ui/invoices/invoice-sums.tsx'
import { InvoiceTable } from '../ui/invoices/invoice-table.tsx'
import { SavedViews } from '../ui/invoices/saved-views.tsx'
import { Waiting } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { usePageKeys } from '../ui/page-keys.ts'

const route = getRouteApi('/invoices')

export function InvoicesPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [opened, setOpened] = useState(false)
  const query = useInfiniteQuery(invoicesQuery(search))
  const views = useQuery(viewsQuery).data?.views ?? []
  const setSearch = (next: InvoiceSearch) => void navigate({ search: next, replace: true })
  usePageKeys((key) => {
    if (key === 'f') {
      setOpened(!opened)
      return true
    }
    const view = /^[1-9]$/.test(key) ? views[Number(key) - 1] : undefined
    if (!view) return false
    void navigate({ search: searchOfView(view.query) })
    return true
  })
  const first = query.data?.pages[0]
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? []
  const customerName = rows.find(({ customer }) => customer.id === search.customer)?.customer.name ?? null
  const ageing = search.show === 'ageing'
  return (
    <Page
      title="Invoices"
      actions={
        <Group gap="sm">
          <SegmentedControl
            size="xs"
            aria-label="What is looked at"
            data={[
              { value: 'list', label: 'List' },
              { value: 'ageing', label: 'Ageing' },
            ]}
            value={ageing ? 'ageing' : 'list'}
            onChange={(value) => setSearch({ ...search, show: value === 'ageing' ? 'ageing' : undefined })}
          />
          <ExportMenu search={search} total={first?.total ?? 0} />
        </Group>
      }
    >
      <SavedViews search={search} />
      <InvoiceFilters
        search={search}
        first={first}
        customerName={customerName}
        opened={opened}
        onOpen={setOpened}
        onChange={setSearch}
      />
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {ageing ? (
        <Ageing search={search} onChange={setSearch} />
      ) : (
        <>
          {first && <InvoiceSums totals={first.totals} amounts={first.amounts} />}
          {first && !first.amounts && (
            <Text size="sm" c="dimmed">
              Amounts are hidden for your role. An administrator can change that.
            </Text>
          )}
          {(first || !query.isError) && (
            <section className="card" aria-label="Invoices" aria-busy={query.isFetching}>
              {first === undefined && <Waiting lines={10} />}
              {first && rows.length === 0 && <NoInvoices search={search} connected={first.asOf !== null} />}
              {first && rows.length > 0 && (
                <InvoiceTable
                  rows={rows}
                  search={search}
                  amounts={first.amounts}
                  onSort={setSearch}
                  onNearEnd={() => {
                    if (query.hasNextPage && !query.isFetchingNextPage && !query.isError)
                      void query.fetchNextPage()
                  }}
                />
              )}
            </section>
          )}
          {first && rows.length > 0 && (
            <Group justify="space-between">
              <Text size="sm" c="dimmed" role="status" className="num">
                {rows.length < first.total
                  ? `${numberText(rows.length)} of ${count(first.total, 'document', 'documents')} shown`
                  : count(first.total, 'document', 'documents')}
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
        </>
      )}
    </Page>
  )
}

function NoInvoices({ search, connected }: { search: InvoiceSearch; connected: boolean }) {
  if (isFiltered(search)) {
    return (
      <Empty
        title="No document matches"
        reason={
          search.q === undefined
            ? 'Nothing passes all of these filters.'
            : `Nothing is found for “${search.q}” with these filters.`
        }
        action={
          <Button
            renderRoot={(props) => <Link to="/invoices" search={cleared(search)} {...props} />}
            variant="default"
            size="xs"
          >
            Clear all filters
          </Button>
        }
      />
    )
  }
  return connected ? (
    <Empty
      title="No invoices yet"
      reason="Nothing is there that you may see. An invoice shows here seconds after it is approved in Xero."
    />
  ) : (
    <Empty
      title="No invoices yet"
      reason="They appear once Xero is connected and read."
      action={
        <Button component={Link} to="/connections" size="xs">
          Go to connections
        </Button>
      }
    />
  )
}
