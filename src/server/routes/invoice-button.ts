import { createRoute } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import { z } from 'zod'
import { DealAsked, InvoiceButton, InvoiceInput, InvoiceRequest } from '#api/deals.ts'
import { type Claim, claimById, claimSeen } from '#db/deals.ts'
import { contactRow } from '#db/read-contacts.ts'
import { loadRules } from '#db/rules.ts'
import { beginInvoice, retryInvoice } from '#sync/deal-asking.ts'
import { mayWriteDocuments } from '#sync/xero-scopes.ts'
import type { App, Env } from '../app.ts'
import type { Context } from '../context.ts'
import { notFound } from '../refusal.ts'
import { invoiceRequestView } from '../views/deals.ts'
import { sidesOf } from '../views/sides.ts'
import { decidedOr } from './decided.ts'
import { needs, reader } from './permission.ts'
import { readerOf, seesEmployer } from './record.ts'
import { json, jsonBody } from './respond.ts'

const KeyParams = z.object({ key: z.string().regex(/^(p\d{1,15}|x[0-9a-f-]{36})$/) })
const IdParams = z.object({ id: z.uuid() })

/** Add customer invoice: a draft in Xero, opened there to be completed. */
export function invoiceButtonRoutes(app: App, { engine }: Context): void {
  /** Whether an invoice can be begun for this customer, and if not, what to do. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/contacts/{key}/invoice',
      middleware: needs('invoice.add'),
      request: { params: KeyParams },
      responses: json(InvoiceButton),
    }),
    async (c) => {
      const { key } = c.req.valid('param')
      const { access, workspaceId } = await readerOf(engine, c, key, 'invoice.add')
      if (!(await contactRow(engine.db, access, key))) throw notFound('This contact')
      const { deals } = await loadRules(engine.db, workspaceId)
      const { xero } = await sidesOf(engine, workspaceId)
      return c.json(buttonOf(deals.button, mayWriteDocuments(xero?.scopes ?? [])), 200)
    },
  )

  /** Begins a draft; asked again with the same key there is still one. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/contacts/{key}/invoice',
      middleware: needs('invoice.add'),
      request: { params: KeyParams, ...jsonBody(InvoiceInput) },
      responses: json(InvoiceRequest),
    }),
    async (c) => {
      const { key } = c.req.valid('param')
      const { access, workspaceId, name } = await readerOf(engine, c, key, 'invoice.add')
      const row = await contactRow(engine.db, access, key)
      if (!row) throw notFound('This contact')
      await seesEmployer(engine.db, access, row.party_id)
      const { requestKey } = c.req.valid('json')
      const request = { key, requestKey, by: name }
      const { claimId } = decidedOr(await beginInvoice(engine, workspaceId, request), 'This contact')
      const claim = await claimById(engine.db, workspaceId, claimId)
      if (!claim) throw notFound('This invoice')
      return c.json(invoiceRequestView(claim, await sidesOf(engine, workspaceId)), 200)
    },
  )

  /** What has become of it. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/invoice-requests/{id}',
      middleware: needs('invoice.add'),
      request: { params: IdParams },
      responses: json(InvoiceRequest),
    }),
    async (c) => {
      const { workspaceId } = await reader(c, 'invoice.add')
      const claim = await ownClaim(c, c.req.valid('param').id)
      return c.json(invoiceRequestView(claim, await sidesOf(engine, workspaceId)), 200)
    },
  )

  /** Tries once more what Xero refused. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/invoice-requests/{id}/retry',
      middleware: needs('invoice.add'),
      request: { params: IdParams },
      responses: json(DealAsked),
    }),
    async (c) => {
      const { workspaceId, name } = await reader(c, 'invoice.add')
      const claim = await ownClaim(c, c.req.valid('param').id)
      const request = { claimId: claim.id, by: name }
      const { words } = decidedOr(await retryInvoice(engine, workspaceId, request), 'This invoice')
      return c.json({ words }, 200)
    },
  )

  /** A request about a customer this person sees. @throws Refusal */
  async function ownClaim(c: HonoContext<Env>, id: string): Promise<Claim> {
    const { access } = await reader(c, 'invoice.add')
    const claim = await claimSeen(engine.db, access, id)
    if (!claim) throw notFound('This invoice')
    await seesEmployer(engine.db, access, claim.party_id)
    return claim
  }
}

function buttonOf(on: boolean, mayWrite: boolean): InvoiceButton {
  if (!on)
    return {
      state: 'off',
      words: 'Invoices are not begun from Counterpart here.',
      next: 'An administrator switches it on under Rules & mapping, section Deals and invoices.',
    }
  if (!mayWrite)
    return {
      state: 'permission',
      words: 'Xero lets Counterpart read invoices, not write them.',
      next: 'An administrator reconnects Xero under Connections and allows it there.',
    }
  return { state: 'ready', words: null, next: null }
}
