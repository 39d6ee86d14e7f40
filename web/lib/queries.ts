import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { Connections } from '#api/connections.ts'
import { ContactDetail, ContactPage, Panel } from '#api/contacts.ts'
import { Overview } from '#api/overview.ts'
import { Reviews } from '#api/reviews.ts'
import { Comparison } from '#api/runs.ts'
import { Session } from '#api/session.ts'
import { Settings } from '#api/settings.ts'
import { read } from './api.ts'
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

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => read(Overview, paths.overview, signal),
})

export const reviewsQuery = queryOptions({
  queryKey: ['reviews'],
  queryFn: ({ signal }) => read(Reviews, paths.reviews, signal),
})

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => read(Settings, paths.settings, signal),
})

export const contactQuery = (key: string) =>
  queryOptions({
    queryKey: ['contact', key],
    queryFn: ({ signal }) => read(ContactDetail, paths.contact(key), signal),
  })

export const panelQuery = (key: string) =>
  queryOptions({
    queryKey: ['panel', key],
    queryFn: ({ signal }) => read(Panel, paths.panel(key), signal),
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
