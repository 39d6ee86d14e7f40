import { createRoute, z } from '@hono/zod-openapi'
import { XeroContactTarget } from '#api/go.ts'
import { partyUrl } from '#capsule/site.ts'
import { isUuid } from '#core/model/ids.ts'
import { listConnections } from '#db/connections.ts'
import { findByXero } from '#db/read-xero-contact.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { needs, reader } from './permission.ts'
import { json } from './respond.ts'

/** Xero fills in what it has; a contact without a code gives an empty one. */
const Asked = z.object({ code: z.string().max(255).optional(), id: z.string().max(64).optional() })

export function goRoutes(app: App, context: Context): void {
  const { db } = context.engine

  /** The Capsule record of a Xero contact, for the link on it. Its address is built here from what is connected. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/go/xero-contact',
      middleware: needs('look'),
      request: { query: Asked },
      responses: json(XeroContactTarget),
    }),
    async (c) => {
      const { access } = await reader(c)
      const { code, id } = c.req.valid('query')
      const asked = { id: id && isUuid(id.trim()) ? id.trim() : null, code: code?.trim() || null }
      const found = asked.id || asked.code ? await findByXero(db, access, asked) : null
      if (!found) return c.json({ state: 'unknown' as const }, 200)
      const { name, key, partyId } = found
      const href = `/contacts/${key}`
      const capsule = (await listConnections(db, access.workspaceId)).find((one) => one.side === 'capsule')
      if (partyId === null || capsule?.side !== 'capsule')
        return c.json({ state: 'not_linked' as const, name, href }, 200)
      const url = partyUrl(capsule.details.siteUrl, partyId)
      return c.json({ state: 'linked' as const, name, url, href }, 200)
    },
  )
}
