import type { z } from 'zod'
import type { AppSettings, Connections, Connection as ConnectionView } from '#api/connections.ts'
import { CAPSULE_SCOPES } from '#capsule/oauth.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import { countApiCalls } from '#db/api-calls.ts'
import { type Connection, listConnections } from '#db/connections.ts'
import { lastReadAt } from '#db/cursors.ts'
import type { Engine } from '#sync/engine.ts'
import { XERO_SCOPES } from '#xero/oauth.ts'
import type { AppSource } from '../apps.ts'
import { callbackPath, xeroHookPath } from '../paths.ts'

const registerAt: Readonly<Record<'capsule' | 'xero', string>> = {
  capsule: 'https://developer.capsulecrm.com/clients/new',
  xero: 'https://developer.xero.com/app/manage',
}

export async function connectionsView(
  engine: Engine,
  workspaceId: WorkspaceId | null,
  apps: Readonly<Record<'capsule' | 'xero', AppSource>>,
  publicUrl: string,
): Promise<z.infer<typeof Connections>> {
  const connections = workspaceId ? await listConnections(engine.db, workspaceId) : []
  return {
    connections: await Promise.all(connections.map((connection) => connectionView(engine, connection))),
    apps: (['capsule', 'xero'] as const).map((side) => appView(side, apps[side], publicUrl)),
    publicUrl,
    reachable: engine.hookBaseUrl !== null,
  }
}

async function connectionView(
  engine: Engine,
  connection: Connection,
): Promise<z.infer<typeof ConnectionView>> {
  const midnight = new Date(Math.floor(engine.now() / 86_400_000) * 86_400_000)
  const heard = connection.side === 'xero' ? connection.lastHeardAt !== null : connection.hooksAt !== null
  return {
    id: connection.id,
    side: connection.side,
    method: connection.method,
    state: connection.state,
    problem: connection.problem,
    organisation: connection.organisationName,
    organisationUrl:
      connection.side === 'capsule'
        ? connection.details.siteUrl
        : `${engine.endpoints.xero.appUrl}/app/${encodeURIComponent(connection.details.shortCode)}`,
    signedInAs: connection.details.userName,
    scopes: [...connection.scopes],
    connectedAt: connection.connectedAt.toISOString(),
    lastHeardAt: connection.lastHeardAt?.toISOString() ?? null,
    changes: connection.state !== 'connected' ? 'stopped' : heard ? 'webhooks' : 'sweeps',
    lastReadAt: (await lastReadAt(engine.db, connection.id))?.toISOString() ?? null,
    calls: {
      usedToday: await countApiCalls(engine.db, connection.id, midnight),
      left: connection.usage?.left ?? null,
      limit: connection.usage?.limit ?? null,
      window: connection.usage?.window ?? (connection.side === 'xero' ? 'day' : 'hour'),
    },
  }
}

function appView(side: 'capsule' | 'xero', app: AppSource, publicUrl: string): z.infer<typeof AppSettings> {
  return {
    side,
    clientId: app.clientId,
    hasSecret: app.clientId !== null,
    hasWebhookKey: app.hasWebhookKey,
    source: app.source,
    redirectUrl: `${publicUrl}${callbackPath[side]}`,
    webhookUrl: side === 'xero' ? `${publicUrl}${xeroHookPath}` : null,
    scopes: side === 'xero' ? [...XERO_SCOPES] : [...CAPSULE_SCOPES],
    registerAt: registerAt[side],
  }
}
