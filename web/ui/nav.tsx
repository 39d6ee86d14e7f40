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
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { overviewQuery, problemsQuery } from '../lib/queries.ts'

export const pages = [
  { to: '/', name: 'Overview', icon: IconHome },
  { to: '/contacts', name: 'Contacts', icon: IconAddressBook },
  { to: '/invoices', name: 'Invoices', icon: IconFileInvoice },
  { to: '/review', name: 'Review', icon: IconHelpSquareRounded },
  { to: '/problems', name: 'Problems', icon: IconAlertTriangle },
  { to: '/activity', name: 'Activity', icon: IconHistory },
  { to: '/comparison', name: 'Comparison', icon: IconArrowsLeftRight },
  { to: '/rules', name: 'Rules & mapping', icon: IconAdjustments },
  { to: '/connections', name: 'Connections', icon: IconPlugConnected },
  { to: '/settings', name: 'Settings', icon: IconSettings },
] as const

export function Nav() {
  const { pathname } = useLocation()
  const review = useQuery(overviewQuery).data?.tiles.review ?? 0
  const problems = useQuery({ ...problemsQuery('open'), retry: false }).data?.counts.open ?? 0
  const badges: Readonly<Record<string, number>> = { '/review': review, '/problems': problems }
  return (
    <nav aria-label="Pages">
      {pages.map(({ to, name, icon: Icon }) => {
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
