import { createRoute } from '@hono/zod-openapi'
import { RulesInput, RulesView } from '#api/rules.ts'
import { changeRules } from '#sync/rules.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { rulesView } from '../views/rules.ts'
import { decidedOr } from './decided.ts'
import { needs, reader } from './permission.ts'
import { json, jsonBody } from './respond.ts'

export function ruleRoutes(app: App, context: Context): void {
  const { engine } = context

  /** The rules that apply. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/rules',
      middleware: needs('rules.change'),
      responses: json(RulesView),
    }),
    async (c) => c.json(await rulesView(engine, (await reader(c, 'rules.change')).access), 200),
  )

  /** Changes them; the version that was shown must still be the newest. */
  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/rules',
      middleware: needs('rules.change'),
      request: jsonBody(RulesInput),
      responses: json(RulesView),
    }),
    async (c) => {
      const { workspaceId, name, access } = await reader(c, 'rules.change')
      decidedOr(await changeRules(engine, workspaceId, c.req.valid('json'), name), 'This rule')
      return c.json(await rulesView(engine, access), 200)
    },
  )
}
