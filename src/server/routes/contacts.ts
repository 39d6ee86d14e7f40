import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { ActionDone, ContactAction, ContactDetail, ContactPage, ContactQuery } from '#api/contacts.ts'
import { Panel } from '#api/panel.ts'
import { contactRowsByKey } from '#db/read-contact-rows.ts'
import { freshRows } from '#sync/fresh-rows.ts'
import { actOnContact } from '#sync/manual.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { createContactIndex } from '../lists/contact-index.ts'
import { amountsHidden, notFound, Refusal } from '../refusal.ts'
import { contactDetail, contactRowView } from '../views/contact.ts'
import { panelView } from '../views/panel.ts'
import { sidesOf } from '../views/sides.ts'
import { decidedOr } from './decided.ts'
import { needs, reader } from './permission.ts'
import { mayAct, readerOf } from './record.ts'
import { json, jsonBody } from './respond.ts'

const keyForm = /^(p\d{1,15}|x[0-9a-f-]{36})$/
const KeyParams = z.object({ key: z.string().regex(keyForm) })
type Sort = z.infer<typeof ContactQuery>['sort']

/** What the last row of a page holds in the column it was sorted by. */
const SortValue = {
  name: z.string().refine((text) => !text.includes('\u0000')),
  outstanding: z.int(),
  overdue: z.int(),
  changed: z.iso.datetime(),
} as const satisfies Record<Sort, z.ZodType>

export function contactRoutes(app: App, context: Context): void {
  const { engine } = context
  const index = createContactIndex(engine.db, engine.now)

  /** The Contacts table. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/contacts',
      middleware: needs('look'),
      request: { query: ContactQuery },
      responses: json(ContactPage),
    }),
    async (c) => {
      const { workspaceId, access } = await reader(c)
      const query = c.req.valid('query')
      if (!access.amounts && (query.sort === 'outstanding' || query.sort === 'overdue')) throw amountsHidden()
      await freshRows(engine, workspaceId)
      const marker = query.cursor ? readCursor(query.cursor, query.sort) : null
      const after =
        marker && query.sort === 'changed' ? { ...marker, value: Date.parse(String(marker.value)) } : marker
      const { keys, more, total, byState } = await index.page(access, { ...query, after })
      const found = new Map((await contactRowsByKey(engine.db, access, keys)).map((row) => [row.key, row]))
      const page = keys.flatMap((key) => found.get(key) ?? [])
      const last = more ? page.at(-1) : undefined
      return c.json(
        {
          rows: page.map((row) => contactRowView(row, access)),
          next: last ? writeCursor(sortValue(last, query.sort), last.key) : null,
          total,
          byState,
        },
        200,
      )
    },
  )

  /** One customer with both sides. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/contacts/{key}',
      middleware: needs('look'),
      request: {
        params: KeyParams,
        /** Of a party linked in several Xero organisations the one to be shown. */
        query: z.object({ organisation: z.uuid().optional() }),
      },
      responses: json(ContactDetail),
    }),
    async (c) => {
      const { key } = c.req.valid('param')
      const who = await readerOf(engine, c, key)
      const sides = await sidesOf(engine, who.workspaceId)
      const { organisation } = c.req.valid('query')
      const detail = await contactDetail(engine.db, who, sides, key, organisation)
      if (!detail) throw notFound('This contact')
      return c.json(detail, 200)
    },
  )

  /** Does one thing with a record. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/contacts/{key}/actions',
      middleware: needs('record.change'),
      request: { params: KeyParams, ...jsonBody(ContactAction) },
      responses: json(ActionDone),
    }),
    async (c) => {
      const { workspaceId, name, access } = await readerOf(
        engine,
        c,
        c.req.valid('param').key,
        'record.change',
      )
      if (!(await mayAct(engine, access, c.req.valid('param').key, c.req.valid('json'))))
        throw notFound('This contact')
      const { organisation, ...action } = c.req.valid('json')
      const request = { key: c.req.valid('param').key, action, organisation, by: name }
      const { words, key } = decidedOr(await actOnContact(engine, workspaceId, request), 'This contact')
      return c.json({ words, key }, 200)
    },
  )

  /** The invoices of one customer. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/contacts/{key}/panel',
      middleware: needs('look'),
      request: { params: KeyParams },
      responses: json(Panel),
    }),
    async (c) => {
      const { key } = c.req.valid('param')
      const { workspaceId, access } = await readerOf(engine, c, key)
      const sides = await sidesOf(engine, workspaceId)
      const panel = await panelView(engine.db, access, sides, key, engine.now())
      if (!panel) throw notFound('This contact')
      return c.json(panel, 200)
    },
  )
}

type Row = Awaited<ReturnType<typeof contactRowsByKey>>[number]

function sortValue(row: Row, sort: Sort): string | number {
  if (sort === 'name') return row.sort_name
  if (sort === 'changed') return row.changed_at.toISOString()
  return sort === 'overdue' ? row.overdue_base : row.outstanding_base
}

const writeCursor = (value: string | number, key: string): string =>
  Buffer.from(JSON.stringify([value, key])).toString('base64url')

/** @throws Refusal for a marker of another order, too */
function readCursor(text: string, sort: Sort): { value: string | number; key: string } {
  try {
    const marker: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    const [value, key] = z.tuple([SortValue[sort], z.string().regex(keyForm)]).parse(marker)
    return { value, key }
  } catch {
    throw new Refusal(400, 'bad_cursor', 'The page marker is not valid.', 'Begin at the first page again.')
  }
}
