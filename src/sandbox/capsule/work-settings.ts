import { type Context, Hono } from 'hono'
import { isAdministrator } from './access.ts'
import { flag, readWrapped, text } from './input.ts'
import { paginate } from './paging.ts'
import { titles } from './party-write.ts'
import { forbidden, invalid, type JsonObject, notFound } from './refusal.ts'
import type { ActivityType, Category } from './work-entities.ts'
import type { ApiEnv, World } from './world.ts'

/** Task categories, activity types and titles. @source reference capsule.md §10, §11, §16 */
export function workSettings({ store, url }: World): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>()
  api.route('/categories', editable<Category>('category', 'categories', store.categories, readCategory))
  api.route(
    '/activitytypes',
    editable<ActivityType>('activityType', 'activityTypes', store.activityTypes, readActivityType),
  )
  api.get('/customtitles', (c) =>
    c.json({ customTitles: titles.map((title, index) => ({ id: index + 1, title })) }),
  )
  return api

  function editable<Row extends { readonly id: number }>(
    one: string,
    many: string,
    rows: Map<number, Row>,
    read: (id: number, sent: JsonObject, before: Row | undefined) => Row,
  ): Hono<ApiEnv> {
    const app = new Hono<ApiEnv>()
    const words = one.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    const need = (id: string): Row => {
      const row = rows.get(Number(id))
      if (!row) throw notFound(`${words} not found`)
      return row
    }
    const changeable = (c: Context<ApiEnv>, id: string): Row => {
      administrator(c)
      const row = need(id)
      if (row.id < 0) throw invalid(`a built-in ${words} cannot be changed`, one)
      return row
    }
    app.get('/', (c) => {
      const { items, headers } = paginate(rows.values(), c.req.url, url)
      return c.json({ [many]: items }, 200, headers)
    })
    app.post('/', async (c) => {
      administrator(c)
      const sent = await readWrapped(c.req.raw, one)
      const row = { ...read(0, sent, undefined), id: store.nextId() }
      rows.set(row.id, row)
      return c.json({ [one]: row }, 201, { Location: `${url}/api/v2/${many.toLowerCase()}/${row.id}` })
    })
    app.get('/:id{-?[0-9]+}', (c) => c.json({ [one]: need(c.req.param('id')) }))
    app.put('/:id{-?[0-9]+}', async (c) => {
      const before = changeable(c, c.req.param('id'))
      const row = read(before.id, await readWrapped(c.req.raw, one), before)
      rows.set(row.id, row)
      return c.json({ [one]: row })
    })
    app.delete('/:id{-?[0-9]+}', (c) => {
      rows.delete(changeable(c, c.req.param('id')).id)
      return c.body(null, 204)
    })
    return app
  }
}

function administrator(c: Context<ApiEnv>): void {
  if (!isAdministrator(c.env.caller.user))
    throw forbidden('access_denied', 'Only an administrator can change settings')
}

function nameOf(sent: JsonObject, resource: string, before: string | undefined): string {
  const name = text(sent, 'name', resource, 100)
  const newName = name === undefined ? before : name
  if (!newName) throw invalid('name is required', resource, 'name')
  return newName
}

function readCategory(id: number, sent: JsonObject, before: Category | undefined): Category {
  const colour = text(sent, 'colour', 'category', 20) ?? before?.colour ?? '#5b6876'
  return { id, name: nameOf(sent, 'category', before?.name), colour }
}

function readActivityType(id: number, sent: JsonObject, before: ActivityType | undefined): ActivityType {
  const updateLastContacted =
    flag(sent, 'updateLastContacted', 'activityType') ?? before?.updateLastContacted ?? true
  return { id, name: nameOf(sent, 'activityType', before?.name), updateLastContacted }
}
