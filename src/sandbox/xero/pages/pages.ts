import { Hono } from 'hono'
import type { Connections } from '../connections.ts'
import type { Store } from '../store.ts'
import { contactPages } from './contact.ts'
import { creditPages } from './credit.ts'
import { dashboardPage } from './dashboard.ts'
import { invoicePages } from './invoice.ts'
import { contactPath, editPath, invoicePath, newInvoicePath, settingsPath } from './parts.ts'
import { quotePages } from './quotes.ts'
import { settingsPages } from './settings.ts'

export interface PageParts {
  readonly store: () => Store
  readonly stores: () => readonly Store[]
  /** Which organisation the pages are of from now on. */
  show(store: Store): void
  readonly connections: Connections
  webhook(): { readonly url: string | null; readonly enabled: boolean; readonly problem: string | null }
  disconnect(): number
}

/**
 * Where an address of the older form leads, in the app form.
 *
 * @source xero.md, "11. Deep links into Xero"
 */
function modernPath(store: Store, old: string): string {
  if (!URL.canParse(old, 'http://old.example')) return '/'
  const url = new URL(old, 'http://old.example')
  const id = (url.searchParams.get('InvoiceID') ?? url.searchParams.get('invoiceid') ?? '').toLowerCase()
  const contact = /^\/contacts\/view\/([0-9a-f-]{36})/i.exec(url.pathname)?.[1]
  if (contact) return contactPath(store, contact.toLowerCase())
  const note = store.documents.credits.CREDITNOTE.get(
    (url.searchParams.get('creditNoteID') ?? url.searchParams.get('creditnoteid') ?? '').toLowerCase(),
  )
  // Credit notes have no page of their own: the contact they belong to is the nearest.
  if (note) return contactPath(store, note.contact.id)
  const invoice = store.invoices.get(id)
  if (invoice) {
    const edits = /\/edit\.aspx$/i.test(url.pathname) && invoice.type === 'ACCREC'
    return edits ? editPath(store, invoice) : invoicePath(store, invoice)
  }
  return /^\/accountsreceivable\/edit\.aspx$/i.test(url.pathname) && id === '' ? newInvoicePath(store) : '/'
}

/** Small vendor-like pages on which a person acts; no sign-in, every change goes through the API's own rules. */
export function createPages(parts: PageParts): Hono {
  const app = new Hono()
  const show = (shortCode: string | undefined) => {
    const found = parts.stores().find((store) => store.organisation.shortCode === shortCode)
    if (found) parts.show(found)
  }
  app.use('/app/:sc/*', async (c, next) => {
    show(c.req.param('sc'))
    await next()
  })
  app.get('/', (c) => {
    const overview = { connections: parts.connections.all(), webhook: parts.webhook() }
    return c.html(dashboardPage(parts.store(), new URL(c.req.url).searchParams, overview))
  })
  app.get('/organisationlogin/default.aspx', (c) => {
    show(c.req.query('shortcode'))
    const target = c.req.query('redirecturl') ?? '/'
    return c.redirect(modernPath(parts.store(), target.startsWith('/') ? target : '/'))
  })
  for (const path of ['/Contacts/View/:id', '/AccountsReceivable/:page', '/AccountsPayable/:page']) {
    app.get(path, (c) => {
      const url = new URL(c.req.url)
      return c.redirect(modernPath(parts.store(), `${url.pathname}${url.search}`))
    })
  }
  app.get('/online/:id', (c) => {
    const invoice = parts.store().invoices.get(c.req.param('id').toLowerCase())
    return invoice ? c.redirect(invoicePath(parts.store(), invoice)) : c.notFound()
  })
  app.post('/app/disconnect', (c) => {
    parts.disconnect()
    return c.redirect('/', 303)
  })
  app.get('/app/settings', (c) => c.redirect(settingsPath(parts.store())))
  app.route('/', settingsPages(parts.store, parts.stores))
  app.route('/', contactPages(parts.store))
  app.route('/', invoicePages(parts.store))
  app.route('/', creditPages(parts.store))
  app.route('/', quotePages(parts.store))
  return app
}
