import { Alerts } from '#api/alerts.ts'
import type { Access } from '#db/access.ts'
import { alertSetting, alertStates, listDestinations } from '#db/alerts.ts'
import type { Db } from '#db/open.ts'
import { readProblem } from '#db/read-problems.ts'

/** What is told where, and what is wrong now as far as it may be seen. */
export async function alertsView(db: Db, access: Access): Promise<Alerts> {
  const { workspaceId } = access
  const states = []
  for (const state of await alertStates(db, workspaceId, true))
    if (await isTheirs(db, access, state)) states.push(state)
  return Alerts.parse({
    destinations: (await listDestinations(db, workspaceId)).map((row) => ({
      id: row.id,
      kind: row.kind,
      name: row.name,
      shown: row.shown,
      topics: row.topics,
      enabled: row.enabled,
      lastAt: row.last_at?.toISOString() ?? null,
      lastError: row.last_error,
    })),
    setting: await alertSetting(db, workspaceId),
    raised: states.map(({ topic, words, href, since }) => ({
      topic,
      words,
      href,
      since: since.toISOString(),
    })),
  })
}

/** Counts over every record are for those who see every record. */
async function isTheirs(
  db: Db,
  access: Access,
  { topic, subject }: { readonly topic: string; readonly subject: string },
): Promise<boolean> {
  if (access.viewerId === null) return true
  if (topic === 'problem') return (await readProblem(db, access, subject)) !== undefined
  return topic !== 'approval' && topic !== 'drift'
}
