import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import {
  DealPage,
  type DealRow,
  DealSettingsView,
  DealShow,
  InvoiceButton,
  InvoiceRequest,
} from '#api/deals.ts'
import { read } from './api.ts'

export const dealPaths = {
  deals: (query: URLSearchParams) => `/api/deals?${query}`,
  settings: '/api/deals/settings',
  document: (id: number) => `/api/deals/${id}/document`,
  button: (key: string) => `/api/contacts/${encodeURIComponent(key)}/invoice`,
  request: (id: string) => `/api/invoice-requests/${id}`,
  retry: (id: string) => `/api/invoice-requests/${id}/retry`,
} as const

/** What the address of the Deals page says. */
export const DealSearch = z.object({
  show: DealShow.default('all').catch('all'),
  q: z.string().max(200).optional().catch(undefined),
})
export type DealSearch = z.infer<typeof DealSearch>

export const dealShows = DealShow.options
export const dealShowWord: Readonly<Record<DealShow, string>> = {
  attention: 'Needs you',
  without: 'Won, not made',
  made: 'Made',
  all: 'All',
}

export const dealStateWord: Readonly<Record<DealRow['state'], string>> = {
  none: 'Nothing made',
  waiting: 'Waits',
  approval: 'Waits for approval',
  working: 'Being made',
  made: 'Made',
  failed: 'Refused by Xero',
  refused: 'Not approved',
  gone: 'Deleted in Xero',
}

const params = (values: Readonly<Record<string, string | number | null | undefined>>): URLSearchParams =>
  new URLSearchParams(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
    ),
  )

export const dealsQuery = (search: DealSearch & { readonly party?: number }) =>
  infiniteQueryOptions({
    queryKey: ['deals', search],
    queryFn: ({ signal, pageParam }) =>
      read(DealPage, dealPaths.deals(params({ ...search, cursor: pageParam })), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: DealPage) => page.next,
    placeholderData: keepPreviousData,
  })

export const dealSettingsQuery = queryOptions({
  queryKey: ['deal-settings'],
  queryFn: ({ signal }) => read(DealSettingsView, dealPaths.settings, signal),
})

export const invoiceButtonQuery = (key: string) =>
  queryOptions({
    queryKey: ['invoice-button', key],
    queryFn: ({ signal }) => read(InvoiceButton, dealPaths.button(key), signal),
    retry: false,
  })

/** Asked for again every second until it is settled: the draft is a moment away. */
export const invoiceRequestQuery = (id: string) =>
  queryOptions({
    queryKey: ['invoice-request', id],
    queryFn: ({ signal }) => read(InvoiceRequest, dealPaths.request(id), signal),
    refetchInterval: ({ state }) =>
      state.data && ['ready', 'failed'].includes(state.data.state) ? false : 1_000,
  })
