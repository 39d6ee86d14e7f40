import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { ContactSearch } from './lib/contact-search.ts'
import { DealSearch } from './lib/deals.ts'
import { InvoiceSearch } from './lib/invoice-search.ts'
import { OrganisationSearch } from './lib/organisation-search.ts'
import { ProblemSearch } from './lib/problem-search.ts'
import { ReviewSearch } from './lib/review-search.ts'
import { Gate } from './ui/gate.tsx'
import { NotFound } from './ui/not-found.tsx'
import { RouteFailure } from './ui/route-failure.tsx'

const rootRoute = createRootRoute({ component: Gate, notFoundComponent: NotFound })

const overview = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./routes/overview.tsx'), 'OverviewPage'),
})

const setup = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  component: lazyRouteComponent(() => import('./routes/setup.tsx'), 'SetupPage'),
})

const connections = createRoute({
  getParentRoute: () => rootRoute,
  path: '/connections',
  component: lazyRouteComponent(() => import('./routes/connections.tsx'), 'ConnectionsPage'),
})

const comparison = createRoute({
  getParentRoute: () => rootRoute,
  path: '/comparison',
  validateSearch: (raw: Record<string, unknown>): OrganisationSearch => OrganisationSearch.parse(raw),
  component: lazyRouteComponent(() => import('./routes/comparison.tsx'), 'ComparisonPage'),
})

const contacts = createRoute({
  getParentRoute: () => rootRoute,
  path: '/contacts',
  validateSearch: (raw: Record<string, unknown>): ContactSearch => ContactSearch.parse(raw),
  component: lazyRouteComponent(() => import('./routes/contacts.tsx'), 'ContactsPage'),
})

const contact = createRoute({
  getParentRoute: () => rootRoute,
  path: '/contacts/$key',
  validateSearch: (raw: Record<string, unknown>): OrganisationSearch => OrganisationSearch.parse(raw),
  component: lazyRouteComponent(() => import('./routes/contact.tsx'), 'ContactPage'),
})

const invoices = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invoices',
  validateSearch: (raw: Record<string, unknown>): InvoiceSearch => InvoiceSearch.parse(raw),
  component: lazyRouteComponent(() => import('./routes/invoices.tsx'), 'InvoicesPage'),
})

const review = createRoute({
  getParentRoute: () => rootRoute,
  path: '/review',
  validateSearch: (raw: Record<string, unknown>): ReviewSearch => ReviewSearch.parse(raw),
  component: lazyRouteComponent(() => import('./routes/review.tsx'), 'ReviewPage'),
})

const deals = createRoute({
  getParentRoute: () => rootRoute,
  path: '/deals',
  validateSearch: (raw: Record<string, unknown>): DealSearch => DealSearch.parse(raw),
  component: lazyRouteComponent(() => import('./routes/deals.tsx'), 'DealsPage'),
})

const problems = createRoute({
  getParentRoute: () => rootRoute,
  path: '/problems',
  validateSearch: (raw: Record<string, unknown>): ProblemSearch => ProblemSearch.parse(raw),
  component: lazyRouteComponent(() => import('./routes/problems.tsx'), 'ProblemsPage'),
})

const problem = createRoute({
  getParentRoute: () => rootRoute,
  path: '/problems/$id',
  component: lazyRouteComponent(() => import('./routes/problem.tsx'), 'ProblemPage'),
})

const activity = createRoute({
  getParentRoute: () => rootRoute,
  path: '/activity',
  component: lazyRouteComponent(() => import('./routes/activity.tsx'), 'ActivityPage'),
})

const activityRun = createRoute({
  getParentRoute: () => rootRoute,
  path: '/activity/$runId',
  component: lazyRouteComponent(() => import('./routes/activity-run.tsx'), 'ActivityRunPage'),
})

const rules = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rules',
  component: lazyRouteComponent(() => import('./routes/rules.tsx'), 'RulesPage'),
})

const goXeroContact = createRoute({
  getParentRoute: () => rootRoute,
  path: '/go/xero-contact',
  component: lazyRouteComponent(() => import('./routes/go-xero-contact.tsx'), 'GoXeroContactPage'),
})

const people = createRoute({
  getParentRoute: () => rootRoute,
  path: '/people',
  component: lazyRouteComponent(() => import('./routes/people.tsx'), 'PeoplePage'),
})

const budget = createRoute({
  getParentRoute: () => rootRoute,
  path: '/budget',
  component: lazyRouteComponent(() => import('./routes/budget.tsx'), 'BudgetPage'),
})

const alerts = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/alerts',
  component: lazyRouteComponent(() => import('./routes/alerts.tsx'), 'AlertsPage'),
})

const settings = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./routes/settings.tsx'), 'SettingsPage'),
})

const routeTree = rootRoute.addChildren([
  overview,
  setup,
  connections,
  comparison,
  contacts,
  contact,
  invoices,
  review,
  deals,
  problems,
  problem,
  budget,
  alerts,
  activity,
  activityRun,
  rules,
  goXeroContact,
  people,
  settings,
])

export function createAppRouter() {
  return createRouter({
    routeTree,
    defaultPreload: 'intent',
    defaultErrorComponent: RouteFailure,
    scrollRestoration: true,
    // Plain addresses: `?q=123` is text, and stays readable.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const params = new URLSearchParams()
      for (const [name, value] of Object.entries(search)) {
        if (value !== undefined && value !== null) params.set(name, String(value))
      }
      const text = params.toString()
      return text === '' ? '' : `?${text}`
    },
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
