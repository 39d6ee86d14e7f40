import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { DocumentExtras } from '#api/panel.ts'
import { RemoteError } from '#core/remote/remote-error.ts'
import { documentExtras } from '#sync/document-extras.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { notFound, unavailable } from '../refusal.ts'
import { needs, reader } from './permission.ts'
import { json } from './respond.ts'

export function documentRoutes(app: App, { engine }: Context): void {
  /** The files on a document and the customer's view of it, asked of Xero now. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/documents/{id}/extras',
      middleware: needs('look'),
      request: { params: z.object({ id: z.uuid() }) },
      responses: json(DocumentExtras),
    }),
    async (c) => {
      const { access } = await reader(c)
      const { id } = c.req.valid('param')
      const extras = await documentExtras(engine, access, id).catch((error: unknown) => {
        throw error instanceof RemoteError ? unavailable(error) : error
      })
      if (!extras) throw notFound('This document')
      const files = extras.files?.map(({ fileName, bytes }) => ({ name: fileName, bytes })) ?? null
      return c.json({ onlineUrl: extras.onlineUrl, files }, 200)
    },
  )
}
