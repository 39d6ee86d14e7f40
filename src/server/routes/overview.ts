import { createRoute } from '@hono/zod-openapi'
import { Overview } from '#api/overview.ts'
import { Reviews } from '#api/reviews.ts'
import { countOpenReviews, listOpenReviews, partiesById } from '#db/read-plan.ts'
import { freshRows } from '#sync/fresh-rows.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { contactCard, partyCard } from '../views/cards.ts'
import { overviewView } from '../views/overview.ts'
import { admin } from './permission.ts'
import { json } from './respond.ts'

const reviewsMax = 200

export function overviewRoutes(app: App, context: Context): void {
  const { engine } = context

  /** Administrators: where everything stands. */
  app.openapi(createRoute({ method: 'get', path: '/api/overview', responses: json(Overview) }), async (c) => {
    const { workspaceId } = admin(c)
    await freshRows(engine, workspaceId)
    return c.json(await overviewView(engine.db, workspaceId), 200)
  })

  /** Administrators: the questions that wait for a person. */
  app.openapi(createRoute({ method: 'get', path: '/api/reviews', responses: json(Reviews) }), async (c) => {
    const { workspaceId } = admin(c)
    const rows = await listOpenReviews(engine.db, workspaceId, reviewsMax)
    const ids = rows.flatMap((row) => row.candidates.map((candidate) => candidate.partyId))
    const parties = new Map(
      (await partiesById(engine.db, workspaceId, [...new Set(ids)])).map((party) => [
        Number(party.id),
        party,
      ]),
    )
    const reviews = rows.map((row) => ({
      id: row.id,
      kind: 'match' as const,
      why: row.why,
      createdAt: row.created_at.toISOString(),
      subject: contactCard(row.contact, row.outstanding ?? []),
      candidates: row.candidates.flatMap((candidate) => {
        const party = parties.get(candidate.partyId)
        if (!party) return []
        return [
          {
            record: partyCard(party),
            score: candidate.score,
            reasons: candidate.reasons.map(({ words, agrees }) => ({ words, agrees })),
          },
        ]
      }),
    }))
    return c.json({ reviews, total: await countOpenReviews(engine.db, workspaceId) }, 200)
  })
}
