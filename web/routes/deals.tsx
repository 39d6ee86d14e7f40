import { Button, Tabs, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { DealPage as Data } from '#api/deals.ts'
import { type DealSearch, dealShows, dealShowWord, dealsQuery } from '../lib/deals.ts'
import { numberText } from '../lib/time.ts'
import { useMay } from '../lib/use-may.ts'
import { DealList } from '../ui/deals/deal-list.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { Waiting } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/deals')

/** Opportunities and the documents they became. */
export function DealsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const query = useInfiniteQuery(dealsQuery(search))
  const pages = query.data?.pages ?? []
  const first = pages[0]
  const go = (next: Partial<DealSearch>) => void navigate({ search: { ...search, ...next }, replace: true })
  return (
    <Page
      title="Deals"
      lead="Opportunities in Capsule, the invoice or quote each became in Xero, and why not. One opportunity becomes one document."
      actions={
        <TextInput
          size="sm"
          aria-label="Search deals"
          placeholder="Name or customer"
          leftSection={<IconSearch size={16} />}
          value={search.q ?? ''}
          onChange={(event) => go({ q: event.currentTarget.value || undefined })}
          data-search
        />
      }
    >
      <Tabs
        value={search.show}
        onChange={(value) => {
          const show = dealShows.find((one) => one === value)
          if (show) go({ show })
        }}
      >
        <Tabs.List>
          {dealShows.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {dealShowWord[one]}
              {first && <span className="quiet num"> {numberText(first.counts[one])}</span>}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={search.show} pt="lg">
          <section className="card" aria-label={dealShowWord[search.show]} aria-busy={query.isFetching}>
            {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
            {!first && query.isPending && <Waiting lines={6} />}
            {first && <Rows pages={pages} search={search} />}
          </section>
          {query.hasNextPage && (
            <Button
              variant="default"
              mt="md"
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              Show more
            </Button>
          )}
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

function Rows({ pages, search }: { pages: readonly Data[]; search: DealSearch }) {
  const may = useMay()
  const rows = pages.flatMap((page) => page.rows)
  const on = pages[0]?.on ?? false
  if (rows.length > 0) return <DealList rows={rows} />
  if (!on)
    return (
      <Empty
        title="Deals are not followed"
        reason="No rule about deals is on, so nothing is read of opportunities and nothing is made of them."
        action={
          may('rules.change') ? (
            <Button component={Link} to="/rules" variant="default" size="xs">
              Go to Rules & mapping
            </Button>
          ) : undefined
        }
      />
    )
  if (search.q) return <Empty title="Nothing found" reason="No deal has this in its name or customer." />
  return <Empty {...nothing[search.show]} />
}

const nothing: Readonly<Record<DealSearch['show'], { readonly title: string; readonly reason: string }>> = {
  attention: {
    title: 'Nothing needs you',
    reason: 'A deal that cannot become a document is listed here with the reason.',
  },
  without: {
    title: 'Every won deal has its document',
    reason: 'Deals that were won before a rule was switched on would be here.',
  },
  made: {
    title: 'Nothing was made yet',
    reason: 'As soon as a deal is won, its invoice or quote is listed here.',
  },
  all: { title: 'No opportunities', reason: 'Capsule has none that this account may see.' },
}
