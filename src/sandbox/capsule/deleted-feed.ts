import type { Context } from 'hono'
import { canSee } from './access.ts'
import type { Assigned } from './entities.ts'
import { instant } from './input.ts'
import { pageHeaders, pageRequest } from './paging.ts'
import { invalid } from './refusal.ts'
import type { Reassignment, Tombstone } from './table.ts'
import { isSince, toIso } from './time.ts'
import type { ApiEnv, World } from './world.ts'

interface Past<Row> {
  /** Names of the two lists and of one record. */
  readonly names: readonly [gone: string, restricted: string, one: string]
  readonly tombstones: readonly Tombstone[]
  readonly reassignments: readonly Reassignment[]
  get(id: number): Row | undefined
  stub(row: Row): object
}

/**
 * Ids of what is gone, and stubs of what the caller could see once and cannot any more.
 *
 * @source reference capsule.md §3.7
 */
export function deletedFeed<Row extends Assigned>(
  { store, url }: World,
  c: Context<ApiEnv>,
  past: Past<Row>,
): Response {
  const { user } = c.env.caller
  const [goneName, restrictedName, one] = past.names
  const since = c.req.query('since')
  if (!since) throw invalid('since is required', one, 'since')
  const from = instant(since, 'since', one)
  const gone = past.tombstones.filter((t) => isSince(t.deletedAt, from) && canSee(store, user, t))
  const hidden = new Set<Row>()
  for (const change of past.reassignments) {
    const row = past.get(change.recordId)
    if (!row || !isSince(change.at, from)) continue
    if (canSee(store, user, change) && !canSee(store, user, row)) hidden.add(row)
  }
  const { page, perPage } = pageRequest(new URL(c.req.url).searchParams)
  const cut = <T>(all: readonly T[]) => all.slice((page - 1) * perPage, page * perPage)
  const restricted = [...hidden]
  const more = Math.max(gone.length, restricted.length) > page * perPage
  const stubs = cut(restricted).map((row) => past.stub(row))
  return c.json(
    {
      [goneName]: cut(gone).map((t) => ({ id: t.id, deletedAt: toIso(t.deletedAt) })),
      ...(stubs.length > 0 ? { [restrictedName]: stubs } : {}),
    },
    200,
    pageHeaders(new URL(c.req.url), url, page, more),
  )
}
