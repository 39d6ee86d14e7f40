import { Anchor, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { dealsQuery } from '../../lib/deals.ts'
import { DealList } from './deal-list.tsx'

const shownMax = 5

/** The deals of one customer; nothing while deals are not followed or there are none. */
export function ContactDeals({ partyId, name }: { partyId: number; name: string }) {
  const query = useInfiniteQuery({ ...dealsQuery({ show: 'all', party: partyId }), retry: false })
  const page = query.data?.pages[0]
  if (!page?.on || page.rows.length === 0) return null
  return (
    <section className="card" aria-labelledby="contact-deals">
      <Title order={2} size="h4" id="contact-deals" px="lg" pt="md" pb={4}>
        Deals
      </Title>
      <DealList rows={page.rows.slice(0, shownMax)} ofOne />
      {page.counts.all > shownMax && (
        <Anchor
          size="sm"
          px="lg"
          pb="md"
          display="block"
          underline="always"
          renderRoot={(props) => <Link to="/deals" search={{ show: 'all', q: name }} {...props} />}
        >
          All {page.counts.all} deals
        </Anchor>
      )}
    </section>
  )
}
