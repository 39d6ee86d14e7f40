import { createRoute } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import { z } from 'zod'
import {
  AgeingQuery,
  InvoiceAgeing,
  InvoiceExport,
  type InvoiceFilter,
  InvoiceOptions,
  InvoicePage,
  InvoiceQuery,
  type InvoiceSort,
} from '#api/invoices.ts'
import { civilDateIn } from '#core/civil-date.ts'
import type { Access } from '#db/access.ts'
import { heardAt } from '#db/read-contacts.ts'
import type { App, Env } from '../app.ts'
import type { Context } from '../context.ts'
import { csvFile } from '../exports/csv.ts'
import { sheetRowsMax, xlsxFile } from '../exports/xlsx.ts'
import { aged } from '../lists/aged.ts'
import { createDocumentIndex } from '../lists/document-index.ts'
import { booksOf, invoiceOptions, invoicePage } from '../lists/invoice-page.ts'
import { allToOrder, type Marker } from '../lists/order.ts'
import { dayNumber, select } from '../lists/selection.ts'
import { nextTurn, sortInTurns } from '../lists/sort-in-turns.ts'
import { amountsHidden, Refusal } from '../refusal.ts'
import { exportColumns, exportedRows } from '../views/invoice-export.ts'
import { organisationName, sidesOf } from '../views/sides.ts'
import { needs, reader } from './permission.ts'
import { json } from './respond.ts'

export function invoiceRoutes(app: App, { engine }: Context): void {
  const index = createDocumentIndex(engine.db, engine.now)

  /** Who asks and of which books; null before Xero was ever connected. */
  const asked = async (c: HonoContext<Env>, filter: InvoiceFilter, sort?: InvoiceSort) => {
    const { workspaceId, access } = await reader(c)
    if (!access.amounts && needsAmounts(filter, sort)) throw amountsHidden()
    const sides = await sidesOf(engine, workspaceId)
    const organisations = sides.xeros.map(({ id, details }) => {
      const day = civilDateIn(details.timeZone, engine.now())
      return {
        connectionId: id,
        name: organisationName(sides, id),
        place: { appUrl: sides.xeroAppUrl, shortCode: details.shortCode },
        baseCurrency: details.baseCurrency,
        day,
        today: dayNumber(day),
      }
    })
    return { access, books: booksOf(organisations) }
  }

  /** Every document one may see, with the sums of all that the filter lets through. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/invoices',
      middleware: needs('look'),
      request: { query: InvoiceQuery },
      responses: json(InvoicePage),
    }),
    async (c) => {
      const { cursor, limit, ...query } = c.req.valid('query')
      const { access, books } = await asked(c, query, query.sort)
      if (!books) return c.json(emptyPage(access), 200)
      const after = cursor === undefined ? null : readCursor(cursor, query.sort)
      const { next, ...page } = await invoicePage(engine.db, index, access, books, { ...query, after, limit })
      const heard = await Promise.all(books.organisations.map((one) => heardAt(engine.db, one.connectionId)))
      const times = heard.flatMap((at) => (at === null ? [] : [at.getTime()]))
      const asOf = times.length === 0 ? null : new Date(Math.min(...times)).toISOString()
      return c.json(
        {
          ...page,
          next: next && writeCursor(next),
          amounts: access.amounts,
          asOf,
        },
        200,
      )
    },
  )

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/invoices/options',
      middleware: needs('look'),
      responses: json(InvoiceOptions),
    }),
    async (c) => {
      const { access, books } = await asked(c, {})
      const { bills, amounts } = access
      if (!books) {
        const none = { owners: [], teams: [], tags: [], currencies: [], organisations: [] }
        return c.json({ ...none, bills, amounts, baseCurrency: null }, 200)
      }
      const options = await index.ask(access, books, invoiceOptions)
      const organisations = books.organisations.flatMap(({ connectionId, name }) =>
        name === null ? [] : [{ id: connectionId, name }],
      )
      return c.json({ ...options, organisations, bills, amounts, baseCurrency: books.baseCurrency }, 200)
    },
  )

  /** What is owed on the documents of the filter, by how late it is. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/invoices/ageing',
      middleware: needs('look'),
      request: { query: AgeingQuery },
      responses: json(InvoiceAgeing),
    }),
    async (c) => {
      const { by, side, in: currency, ...filter } = c.req.valid('query')
      const { access, books } = await asked(c, filter)
      const baseCurrency = books?.baseCurrency ?? 'XXX'
      const options = { by, side, in: currency ?? null, baseCurrency, amounts: access.amounts }
      // Without Xero there is nothing to read, and nothing is what is shown.
      const answer = await index.ask(
        access,
        books ?? { baseCurrency, today: 0, organisations: [] },
        (columns, sight) => aged(columns, select(columns, filter, sight).rows, options),
      )
      return c.json(answer, 200)
    },
  )

  /** All documents of the filter as a file, read as it is sent. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/invoices/export',
      middleware: needs('look'),
      request: { query: InvoiceExport },
      responses: { 200: { description: 'The file' } },
    }),
    async (c) => {
      const { format, sort, direction, ...filter } = c.req.valid('query')
      const { access, books } = await asked(c, filter, sort)
      if (!books) throw nothingToExport()
      const found = await index.ask(access, books, (columns, sight) => ({
        ids: columns.ids,
        ...allToOrder(columns, select(columns, filter, sight).rows, { sort, direction }),
      }))
      if (format === 'xlsx' && found.rows.length >= sheetRowsMax) throw tooManyForSheet(found.rows.length)
      const { ids } = found
      const inOrder = await sortInTurns(found.rows, found.keys, nextTurn)
      const columns = exportColumns(access, books)
      const rows = exportedRows(engine.db, index, access, books, { ids, rows: inOrder })
      const file = format === 'csv' ? csvFile(columns, rows) : xlsxFile('Invoices', columns, rows)
      c.header('content-type', types[format])
      c.header(
        'content-disposition',
        `attachment; filename="invoices-${books.organisations[0].day}.${format}"`,
      )
      return c.body(streamOf(file))
    },
  )
}

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

const needsAmounts = ({ min, max }: InvoiceFilter, sort: InvoiceSort | undefined): boolean =>
  min !== undefined || max !== undefined || sort === 'total' || sort === 'left'

const emptyPage = ({ amounts }: Access) => ({
  rows: [],
  next: null,
  total: 0,
  totals: [],
  byState: {},
  byKind: {},
  amounts,
  asOf: null,
})

/** Asked for as the network takes it, so that a slow reader holds nothing up. */
function streamOf(file: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await file.next()
      if (done === true) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await file.return(undefined)
    },
  })
}

const writeCursor = ({ value, serial, id }: Marker): string =>
  Buffer.from(JSON.stringify([value, serial, id])).toString('base64url')

/** @throws Refusal for a marker of another order, too */
function readCursor(text: string, sort: InvoiceSort): Marker {
  const own = sort === 'number' || sort === 'customer' ? z.string() : z.number()
  try {
    const marker: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    const [value, serial, id] = z.tuple([own.nullable(), z.number(), z.uuid()]).parse(marker)
    return { value, serial, id }
  } catch {
    throw new Refusal(400, 'bad_cursor', 'The page marker is not valid.', 'Begin at the first page again.')
  }
}

const nothingToExport = () =>
  new Refusal(409, 'no_xero', 'Xero is not connected, so there is nothing to export.', 'Connect Xero first.')

const tooManyForSheet = (rows: number) =>
  new Refusal(
    413,
    'too_many',
    `These are ${rows.toLocaleString('en')} documents; a sheet holds ${(sheetRowsMax - 1).toLocaleString('en')}.`,
    'Narrow the filters, or export CSV.',
  )
