import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Connections } from '../connections.ts'
import type { Store } from '../store.ts'
import { layout } from './layout.ts'

export interface PageParts {
  readonly store: () => Store
  readonly connections: Connections
  webhook(): { readonly url: string | null; readonly enabled: boolean; readonly problem: string | null }
  disconnect(): number
}

export function createPages(parts: PageParts): Hono {
  const app = new Hono()
  app.get('/', (c) => c.html(layout('Dashboard', parts.store().organisation.name, html`<h1>Dashboard</h1>`)))
  return app
}
