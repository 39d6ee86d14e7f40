import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { InvoiceAgeing, InvoiceOptions, InvoicePage } from '#api/invoices.ts'
import { SavedViews } from '#api/views.ts'
import { read } from './api.ts'
import { paths } from './endpoints.ts'
import { ageingParams, type InvoiceSearch, invoiceParams } from './invoice-search.ts'

export const invoicesQuery = (search: InvoiceSearch) =>
  infiniteQueryOptions({
    queryKey: ['invoices', 'list', invoiceParams(search, null).toString()],
    queryFn: ({ signal, pageParam }) =>
      read(InvoicePage, paths.invoices(invoiceParams(search, pageParam)), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: InvoicePage) => page.next,
    placeholderData: keepPreviousData,
  })

export const ageingQuery = (search: InvoiceSearch) =>
  queryOptions({
    queryKey: ['invoices', 'ageing', ageingParams(search).toString()],
    queryFn: ({ signal }) => read(InvoiceAgeing, paths.ageing(ageingParams(search)), signal),
    placeholderData: keepPreviousData,
  })

export const invoiceOptionsQuery = queryOptions({
  queryKey: ['invoices', 'options'],
  queryFn: ({ signal }) => read(InvoiceOptions, paths.invoiceOptions, signal),
})

export const viewsQuery = queryOptions({
  queryKey: ['views', 'invoices'],
  queryFn: ({ signal }) => read(SavedViews, paths.viewsOf('invoices'), signal),
})
