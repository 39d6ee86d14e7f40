import { type Context, Hono } from 'hono'
import type { Team, User } from './entities.ts'
import { readWrapped } from './input.ts'
import { paginate } from './paging.ts'
import { embedTokens, nestedUser } from './party-wire.ts'
import { notFound } from './refusal.ts'
import { toIso } from './time.ts'
import { userJson } from './user-wire.ts'
import { createUser, deleteUser, updateUser } from './user-write.ts'
import type { ApiEnv, World } from './world.ts'

/**
 * Users carry neither e-mail nor role; the e-mail stands on the user's party. `embed=memberships` of teams is
 * documented but its form is unconfirmed.
 *
 * @source reference capsule.md §15
 */
export function users({ store, url, kernel }: World): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>()
  const userById = (id: string) => {
    const user = store.users.get(Number(id))
    if (!user || user.deleted) throw notFound('user not found')
    return user
  }

  const render = (c: Context<ApiEnv>, user: User) =>
    userJson({ store, url, viewer: c.env.caller.user, embed: embedTokens(c.req.query('embed')) }, user)

  api.get('/users', (c) => {
    const present = [...store.users.values()].filter((user) => !user.deleted)
    return c.json({ users: present.map((user) => render(c, user)) })
  })
  api.get('/users/current', (c) => c.json({ user: render(c, c.env.caller.user) }))
  api.get('/users/:id{[0-9]+}', (c) => c.json({ user: render(c, userById(c.req.param('id'))) }))

  api.post('/users', async (c) => {
    const sent = await readWrapped(c.req.raw, 'user')
    const user = createUser(store, c.env.caller, sent, kernel.clock.now())
    return c.json({ user: render(c, user) }, 201, { Location: `${url}/api/v2/users/${user.id}` })
  })
  api.put('/users/:id{[0-9]+}', async (c) => {
    const sent = await readWrapped(c.req.raw, 'user')
    const user = updateUser(store, c.env.caller, userById(c.req.param('id')), sent)
    return c.json({ user: render(c, user) })
  })
  api.delete('/users/:id{[0-9]+}', (c) => {
    deleteUser(store, c.env.caller, userById(c.req.param('id')))
    return c.body(null, 204)
  })

  const teamJson = (team: Team, embed: ReadonlySet<string>) => ({
    id: team.id,
    name: team.name,
    description: null,
    createdAt: toIso(team.createdAt),
    updatedAt: toIso(team.createdAt),
    ...(embed.has('memberships')
      ? { memberships: [...team.memberIds].map((id) => ({ user: nestedUser(store, url, id) })) }
      : {}),
  })

  api.get('/teams', (c) => {
    const embed = embedTokens(c.req.query('embed'))
    const { items, headers } = paginate(store.teams.values(), c.req.url, url)
    return c.json({ teams: items.map((team) => teamJson(team, embed)) }, 200, headers)
  })
  api.get('/teams/:id{[0-9]+}', (c) => {
    const team = store.teams.get(Number(c.req.param('id')))
    if (!team) throw notFound('team not found')
    return c.json({ team: teamJson(team, embedTokens(c.req.query('embed'))) })
  })
  return api
}
