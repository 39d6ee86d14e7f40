import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { ActivityDetail, ActivityPage, UndoPreview, type UndoTarget } from '#api/activity.ts'
import { Alerts } from '#api/alerts.ts'
import { Backups } from '#api/backups.ts'
import { Budget } from '#api/budget.ts'
import { Connections } from '#api/connections.ts'
import { ContactDetail, ContactPage } from '#api/contacts.ts'
import { Overview } from '#api/overview.ts'
import { DocumentExtras, Panel } from '#api/panel.ts'
import { ProblemDetail, type ProblemState, Problems } from '#api/problems.ts'
import { type ReviewKind, Reviews } from '#api/reviews.ts'
import { RulesView } from '#api/rules.ts'
import { Comparison } from '#api/runs.ts'
import { Session } from '#api/session.ts'
import { Settings } from '#api/settings.ts'
import { ask, read } from './api.ts'
import { type ContactSearch, contactParams } from './contact-search.ts'
import { paths } from './endpoints.ts'

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => read(Session, paths.session, signal),
})

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: ({ signal }) => read(Connections, paths.connections, signal),
})

export const comparisonQuery = queryOptions({
  queryKey: ['comparison'],
  queryFn: ({ signal }) => read(Comparison, paths.comparison, signal),
})

/** Of several Xero organisations the comparison with one; the latest when none is named. */
export const comparisonOfQuery = (organisation: string | undefined) =>
  queryOptions({
    queryKey: organisation === undefined ? comparisonQuery.queryKey : ['comparison', organisation],
    queryFn: ({ signal }) => read(Comparison, paths.comparisonOf(organisation), signal),
    placeholderData: keepPreviousData,
  })

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => read(Overview, paths.overview, signal),
})

export const reviewsQuery = (kind: ReviewKind | undefined) =>
  queryOptions({
    queryKey: ['reviews', kind ?? 'all'],
    queryFn: ({ signal }) =>
      read(Reviews, paths.reviews(new URLSearchParams(kind === undefined ? {} : { kind })), signal),
    placeholderData: keepPreviousData,
  })

export const problemsQuery = (state: ProblemState) =>
  queryOptions({
    queryKey: ['problems', state],
    queryFn: ({ signal }) => read(Problems, paths.problems(state), signal),
    placeholderData: keepPreviousData,
  })

export const problemQuery = (id: string) =>
  queryOptions({
    queryKey: ['problems', 'one', id],
    queryFn: ({ signal }) => read(ProblemDetail, paths.problem(id), signal),
  })

export const budgetQuery = queryOptions({
  queryKey: ['budget'],
  queryFn: ({ signal }) => read(Budget, paths.budget, signal),
  refetchInterval: 60_000,
})

export const alertsQuery = queryOptions({
  queryKey: ['alerts'],
  queryFn: ({ signal }) => read(Alerts, paths.alerts, signal),
})

export const rulesQuery = queryOptions({
  queryKey: ['rules'],
  queryFn: ({ signal }) => read(RulesView, paths.rules, signal),
})

const cursorParams = (cursor: string | null): URLSearchParams =>
  new URLSearchParams(cursor === null ? {} : { cursor })

export const activityQuery = infiniteQueryOptions({
  queryKey: ['activity'],
  queryFn: ({ signal, pageParam }) => read(ActivityPage, paths.activity(cursorParams(pageParam)), signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page: ActivityPage) => page.next,
})

export const activityRunQuery = (runId: string) =>
  infiniteQueryOptions({
    queryKey: ['activity', runId],
    queryFn: ({ signal, pageParam }) =>
      read(ActivityDetail, paths.activityRun(runId, cursorParams(pageParam)), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: ActivityDetail) => page.next,
  })

/** Asked anew each time it is looked at: it names what would be undone now. */
export const undoPreviewQuery = (target: UndoTarget) =>
  queryOptions({
    queryKey: ['undo', target],
    queryFn: ({ signal }) => ask(UndoPreview, 'POST', paths.undoPreview, target, signal),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => read(Settings, paths.settings, signal),
})

export const backupsQuery = queryOptions({
  queryKey: ['backups'],
  queryFn: ({ signal }) => read(Backups, paths.backups, signal),
  refetchInterval: ({ state }) => (state.data?.runningSince ? 1_500 : false),
})

export const contactQuery = (key: string, organisation?: string) =>
  queryOptions({
    queryKey: organisation === undefined ? ['contact', key] : ['contact', key, organisation],
    queryFn: ({ signal }) => read(ContactDetail, paths.contact(key, organisation), signal),
  })

export const panelQuery = (key: string) =>
  queryOptions({
    queryKey: ['panel', key],
    queryFn: ({ signal }) => read(Panel, paths.panel(key), signal),
  })

export const documentExtrasQuery = (id: string) =>
  queryOptions({
    queryKey: ['document-extras', id],
    queryFn: ({ signal }) => read(DocumentExtras, paths.documentExtras(id), signal),
    // Each look costs calls of the day.
    staleTime: Infinity,
    retry: false,
  })

export const contactsQuery = (search: ContactSearch) =>
  infiniteQueryOptions({
    queryKey: ['contacts', search],
    queryFn: ({ signal, pageParam }) =>
      read(ContactPage, paths.contacts(contactParams(search, pageParam)), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: ContactPage) => page.next,
    placeholderData: keepPreviousData,
  })

/** The few best hits for the palette. */
export const contactHitsQuery = (q: string) =>
  queryOptions({
    queryKey: ['contacts', 'hits', q],
    queryFn: ({ signal }) =>
      read(ContactPage, paths.contacts(new URLSearchParams({ q, limit: '7' })), signal),
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
  })

/** As many as stand above the button that links. */
const linkHitsMax = 6

/**
 * Records of one side without a counterpart, by anything they are found by.
 *
 * @param several of a party that is linked in one Xero organisation a contact of another may be the counterpart too
 */
export const linkHitsQuery = (state: 'capsule_only' | 'xero_only', q: string, several = false) =>
  queryOptions({
    queryKey: ['contacts', 'link', state, q, several],
    queryFn: async ({ signal }) => {
      // Those that wait for a decision have no counterpart either.
      const pages = await Promise.all(
        [state, 'review', ...(several && state === 'capsule_only' ? ['linked'] : [])].map((one) =>
          read(
            ContactPage,
            paths.contacts(new URLSearchParams({ state: one, limit: '8', ...(q === '' ? {} : { q }) })),
            signal,
          ),
        ),
      )
      const first = state === 'capsule_only' ? 'p' : 'x'
      return pages
        .flatMap(({ rows }) => rows)
        .filter(({ key }) => key.startsWith(first))
        .slice(0, linkHitsMax)
    },
    placeholderData: keepPreviousData,
  })
