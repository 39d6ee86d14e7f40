import { expect } from 'vitest'
import { defined } from '#core/assert.ts'
import { listConnections, loadTokens } from '#db/connections.ts'
import { demoApp, type Harness, urls } from './harness.ts'

/** The person takes the access away at the vendor. */
export async function revoke(h: Harness, side: 'capsule' | 'xero'): Promise<void> {
  const all = await listConnections(h.db, await h.workspaceId())
  const connection = defined(
    all.find((each) => each.side === side),
    `${side} was connected`,
  )
  const stored = defined(await loadTokens(h.db, h.vault, connection.id), 'tokens are stored').tokens
  // Capsule ends the tokens it is told of; Xero's access token stays good until its time is over.
  const tokens = side === 'xero' ? [stored.refreshToken] : [stored.accessToken, stored.refreshToken]
  for (const token of tokens) {
    const { clientId: client_id, clientSecret: client_secret } = demoApp
    const body = new URLSearchParams({ token: token ?? '', client_id, client_secret })
    const path = side === 'xero' ? '/connect/revocation' : '/oauth/revoke'
    const request = new Request(`${urls[side]}${path}`, { method: 'POST', body })
    const answer = side === 'xero' ? h.sandbox.xeroFetch(request) : h.sandbox.capsuleFetch(request)
    expect((await answer).status).toBe(200)
  }
}

/** What is still to be done; nothing once everything has come to rest. */
export async function restless({ db }: Harness): Promise<string[]> {
  const open = await Promise.all([
    db.selectFrom('dirty').select('record_id as what').execute(),
    db.selectFrom('unplanned').select('record_id as what').execute(),
    db.selectFrom('event_inbox').select('id as what').where('state', '=', 'new').execute(),
    db.selectFrom('run').select('kind as what').where('state', 'in', ['reading', 'applying']).execute(),
    db.selectFrom('operation').select('kind as what').where('state', 'in', ['planned', 'sent']).execute(),
  ])
  const names = ['dirty', 'unplanned', 'inbox', 'runs', 'operations']
  return open.flatMap((rows, at) => rows.map((row) => `${names[at]}: ${row.what}`))
}
