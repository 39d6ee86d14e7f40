import { Badge, NavLink } from '@mantine/core'
import {
  IconAddressBook,
  IconAdjustments,
  IconAlertTriangle,
  IconArrowsLeftRight,
  IconFileInvoice,
  IconHelpSquareRounded,
  IconHistory,
  IconHome,
  IconPlugConnected,
  IconSettings,
  IconTrophy,
  IconUsers,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { overviewQuery, problemsQuery } from '../lib/queries.ts'
import { useMay } from '../lib/use-may.ts'

export const pages = [
  { to: '/', name: 'Overview', icon: IconHome, needs: 'look' },
  { to: '/contacts', name: 'Contacts', icon: IconAddressBook, needs: 'look' },
  { to: '/invoices', name: 'Invoices', icon: IconFileInvoice, needs: 'look' },
  { to: '/deals', name: 'Deals', icon: IconTrophy, needs: 'look' },
  { to: '/review', name: 'Review', icon: IconHelpSquareRounded, needs: 'review.decide' },
  { to: '/problems', name: 'Problems', icon: IconAlertTriangle, needs: 'review.decide' },
  { to: '/activity', name: 'Activity', icon: IconHistory, needs: 'activity.look' },
  { to: '/comparison', name: 'Comparison', icon: IconArrowsLeftRight, needs: 'plan.approve' },
  { to: '/rules', name: 'Rules & mapping', icon: IconAdjustments, needs: 'rules.change' },
  { to: '/connections', name: 'Connections', icon: IconPlugConnected, needs: 'connections.change' },
  { to: '/people', name: 'People', icon: IconUsers, needs: 'people.change' },
  { to: '/settings', name: 'Settings', icon: IconSettings, needs: 'look' },
] as const

export function Nav() {
  const { pathname } = useLocation()
  const review = useQuery(overviewQuery).data?.tiles.review ?? 0
  const may = useMay()
  const problems =
    useQuery({
      ...problemsQuery('open'),
      retry: false,
      enabled: may('review.decide'),
    }).data?.counts.open ?? 0
  const badges: Readonly<Record<string, number>> = { '/review': review, '/problems': problems }
  return (
    <nav aria-label="Pages">
      {pages
        .filter(({ needs }) => may(needs))
        .map(({ to, name, icon: Icon }) => {
          const waiting = badges[to] ?? 0
          const active = to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`)
          return (
            <NavLink
              key={to}
              component={Link}
              to={to}
              label={name}
              active={active}
              aria-current={active ? 'page' : undefined}
              leftSection={<Icon size={19} stroke={1.7} />}
              rightSection={
                waiting > 0 ? (
                  <Badge size="sm" variant="default" className="num" aria-label={`${waiting} waiting`}>
                    {waiting}
                  </Badge>
                ) : null
              }
              style={{ borderRadius: 'var(--mantine-radius-md)' }}
              mb={2}
            />
          )
        })}
    </nav>
  )
}
