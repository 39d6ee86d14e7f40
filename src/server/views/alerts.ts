import { Alerts } from '#api/alerts.ts'
import { alertSetting, alertStates, listDestinations } from '#db/alerts.ts'
import type { Db } from '#db/open.ts'

export async function alertsView(db: Db, workspaceId: string): Promise<Alerts> {
  const states = await alertStates(db, workspaceId, true)
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
