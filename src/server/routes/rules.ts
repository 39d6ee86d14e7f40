import { createRoute } from '@hono/zod-openapi'
import { RulesInput, RulesView } from '#api/rules.ts'
import { changeRules } from '#sync/rules.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { rulesView } from '../views/rules.ts'
import { decidedOr } from './decided.ts'
import { admin } from './permission.ts'
import { json, jsonBody } from './respond.ts'

export function ruleRoutes(app: App, context: Context): void {
  const { engine } = context

  /** Administrators: the rules that apply. */
  app.openapi(createRoute({ method: 'get', path: '/api/rules', responses: json(RulesView) }), async (c) =>
    c.json(await rulesView(engine, admin(c).workspaceId), 200),
  )

  /** Administrators: changes them; the version that was shown must still be the newest. */
  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/rules',
      request: jsonBody(RulesInput),
      responses: json(RulesView),
    }),
    async (c) => {
      const { workspaceId, name } = admin(c)
      decidedOr(await changeRules(engine, workspaceId, c.req.valid('json'), name), 'This rule')
      return c.json(await rulesView(engine, workspaceId), 200)
    },
  )
}
