import { Hono } from 'hono'
import type { Team, User } from './entities.ts'
import { paginate } from './paging.ts'
import { embedTokens, nestedParty, nestedUser, partyJson, pictureUrl } from './party-wire.ts'
import { notFound } from './refusal.ts'
import { toIso } from './time.ts'
import type { ApiEnv, World } from './world.ts'

/**
 * Users carry neither e-mail nor role; the e-mail stands on the user's party. `embed=memberships` of teams is
 * documented but its form is unconfirmed.
 *
 * @source reference capsule.md §15
 */
export function users({ store, url }: World): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>()
  const userById = (id: string) => {
    const user = store.users.get(Number(id))
    if (!user) throw notFound('user not found')
    return user
  }

  const userJson = (user: User, viewer: User, embed: ReadonlySet<string>) => {
    const party = store.party(user.partyId)
    const wire = { store, url, viewer, embed: new Set<string>() }
    return {
      id: user.id,
      username: user.username,
      name: user.name,
      party: party ? (embed.has('party') ? partyJson(wire, party) : nestedParty(url, party)) : null,
      locale: 'en_GB',
      currency: 'AUD',
      timezone: 'Australia/Sydney',
      status: 'ACTIVE',
      loggedIn: false,
      deleted: false,
      lastLoginAt: null,
      taskReminder: true,
      pictureURL: pictureUrl(url, 'person'),
    }
  }

  api.get('/users', (c) => {
    const embed = embedTokens(c.req.query('embed'))
    return c.json({
      users: [...store.users.values()].map((user) => userJson(user, c.env.caller.user, embed)),
    })
  })
  api.get('/users/current', (c) => {
    const { user } = c.env.caller
    return c.json({ user: userJson(user, user, embedTokens(c.req.query('embed'))) })
  })
  api.get('/users/:id{[0-9]+}', (c) => {
    const embed = embedTokens(c.req.query('embed'))
    return c.json({ user: userJson(userById(c.req.param('id')), c.env.caller.user, embed) })
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
