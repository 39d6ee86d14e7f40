import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { deleteHook, listHooks } from '#capsule/hooks.ts'
import { createCapsuleHttp } from '#capsule/http.ts'
import * as capsuleOauth from '#capsule/oauth.ts'
import { getSite } from '#capsule/site.ts'
import { currentUser } from '#capsule/users.ts'
import {
  type ConnectionId,
  connectionId as toConnectionId,
  workspaceId as toWorkspaceId,
  type WorkspaceId,
} from '#core/model/ids.ts'
import { CAPSULE_PACE, createGovernor, XERO_PACE } from '#core/remote/governor.ts'
import { isRemoteError, type RemoteError } from '#core/remote/remote-error.ts'
import { fixedToken, type TokenSet, type TokenSource } from '#core/remote/tokens.ts'
import { appendAudit } from '#db/audit.ts'
import {
  type Connection,
  type Credentials,
  listConnections,
  listXeroConnections,
  loadTokens,
  markDisconnected,
  saveConnection,
} from '#db/connections.ts'
import { notifyChange } from '#db/notify.ts'
import { insertAttempt, takeAttempt } from '#db/oauth-attempts.ts'
import { latestRun } from '#db/runs.ts'
import { firstWorkspace, insertWorkspace } from '#db/workspaces.ts'
import { deleteConnection, listConnections as listTenants } from '#xero/connections.ts'
import { createXeroHttp } from '#xero/http.ts'
import * as xeroOauth from '#xero/oauth.ts'
import { getOrganisation } from '#xero/organisation.ts'
import { startComparison } from './comparison.ts'
import type { Engine } from './engine.ts'
import { capsuleHookPath } from './hooks.ts'
import { chosen, eligible, keepChoice } from './organisation-choice.ts'
import { XERO_SIGN_IN_SCOPES, type XeroPerson, xeroPerson } from './xero-person.ts'
import { customScopes, mayWriteDocuments, wantedXeroScopes } from './xero-scopes.ts'

export type ConnectProblem =
  | 'access_denied'
  | 'state_mismatch'
  | 'wrong_secret'
  | 'invalid_scope'
  | 'no_app'
  | 'no_organisation'
  | 'not_admin'
  | 'token_refused'
  | 'other_organisation'
  | 'already_connected'
  | 'choice_over'
  | 'other_site'
  | 'already_claimed'
  | 'offline'
  | 'unexpected'

export type Connected =
  | {
      readonly ok: true
      readonly workspaceId: WorkspaceId
      readonly person: CapsulePerson | null
      /** What the person signed in with, to be kept as theirs; absent where it became the connection's. */
      readonly grant?: { readonly tokens: TokenSet; readonly method: 'oauth' | 'token' }
      /** Who signed in at Xero. */
      readonly visitor?: XeroPerson
      /** The consent covers several organisations: the secret with which one of them is chosen. */
      readonly choice?: string
    }
  | { readonly ok: false; readonly problem: ConnectProblem }

/** Who signed in at Capsule; `id` is unique within the site. */
export interface CapsulePerson {
  readonly site: string
  readonly id: number
  readonly name: string
  readonly email: string | null
}

const attemptLifeMs = 15 * 60_000
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/**
 * Begins a visit to a vendor's consent page. State and PKCE verifier belong to this browser and this side only,
 * so an answer meant for one vendor is never given to the other.
 */
export async function beginConsent(
  engine: Engine,
  attempt: {
    readonly side: 'capsule' | 'xero'
    readonly purpose: 'sign_in' | 'connect'
    readonly browser: string
    readonly userId: string | null
    readonly redirectUri: string
    /** Of Xero: `add` for a further organisation, or the one to be connected again. */
    readonly wants?: string | null
  },
): Promise<{ readonly url: string } | { readonly problem: ConnectProblem }> {
  const app = attempt.side === 'capsule' ? await engine.apps.capsule() : await engine.apps.xero()
  if (!app) return { problem: 'no_app' }
  const state = randomBytes(32).toString('base64url')
  const { verifier, challenge } = capsuleOauth.pkce(randomBytes(32))
  const id = sha256(state)
  await insertAttempt(engine.db, {
    id,
    side: attempt.side,
    purpose: attempt.purpose,
    browserHash: sha256(attempt.browser),
    userId: attempt.userId,
    verifier: engine.vault.seal(verifier, `attempt:${id}`),
    wants: attempt.wants ?? null,
    at: new Date(engine.now()),
  })
  const { redirectUri } = attempt
  const url =
    attempt.side === 'capsule'
      ? capsuleOauth.authoriseUrl(
          { endpoints: engine.endpoints.capsule, clientId: app.clientId },
          {
            redirectUri,
            state,
            challenge,
            scopes: attempt.purpose === 'sign_in' ? ['read'] : capsuleOauth.CAPSULE_SCOPES,
          },
        )
      : xeroOauth.authorizeUrl(
          { endpoints: engine.endpoints.xero, clientId: app.clientId },
          {
            redirectUri,
            state,
            scopes: attempt.purpose === 'sign_in' ? XERO_SIGN_IN_SCOPES : await wantedXeroScopes(engine.db),
          },
        )
  return { url }
}

export interface ConsentAnswer {
  readonly side: 'capsule' | 'xero'
  readonly browser: string | null
  readonly redirectUri: string
  readonly state: string | undefined
  readonly code: string | undefined
  readonly error: string | undefined
}

/** Ends the visit: exchanges the code, looks who it is, and stores the connection (never for a mere sign-in). */
export async function finishConsent(
  engine: Engine,
  answer: ConsentAnswer,
  userId: string | null,
): Promise<Connected> {
  const id = sha256(answer.state ?? '')
  const attempt = answer.state
    ? await takeAttempt(engine.db, id, new Date(engine.now() - attemptLifeMs))
    : null
  if (
    !attempt ||
    attempt.side !== answer.side ||
    !sameBrowser(attempt.browserHash, answer.browser) ||
    attempt.userId !== userId
  ) {
    return failed('state_mismatch')
  }
  if (answer.error === 'access_denied') return failed('access_denied')
  if (answer.error === 'invalid_scope') return failed('invalid_scope')
  if (answer.error || !answer.code) return failed('unexpected')
  const verifier = engine.vault.open(attempt.verifier, `attempt:${id}`)
  try {
    return answer.side === 'capsule'
      ? await finishCapsule(
          engine,
          { purpose: attempt.purpose, claiming: attempt.userId === null },
          { code: answer.code, redirectUri: answer.redirectUri, verifier },
        )
      : attempt.purpose === 'sign_in'
        ? await visitorFrom(engine, { code: answer.code, redirectUri: answer.redirectUri })
        : await finishXero(engine, attempt, { code: answer.code, redirectUri: answer.redirectUri })
  } catch (error) {
    if (!isRemoteError(error)) throw error
    engine.log.warn(
      { side: error.side, kind: error.kind, code: error.code, status: error.status },
      'connecting failed',
    )
    return failed(problemOf(error))
  }
}

async function visitorFrom(
  engine: Engine,
  grant: { readonly code: string; readonly redirectUri: string },
): Promise<Connected> {
  const known = await xeroPerson(engine, grant)
  return known ? { ok: true, ...known, person: null } : failed('unexpected')
}

const failed = (problem: ConnectProblem): Connected => ({ ok: false, problem })

function sameBrowser(expectedHash: string, browser: string | null): boolean {
  const given = Buffer.from(sha256(browser ?? ''))
  return browser !== null && timingSafeEqual(given, Buffer.from(expectedHash))
}

function problemOf(error: RemoteError): ConnectProblem {
  if (error.code === 'invalid_client') return 'wrong_secret'
  if (error.code === 'invalid_scope' || error.kind === 'scope') return 'invalid_scope'
  if (error.kind === 'auth') return 'token_refused'
  if (error.kind === 'forbidden') return 'not_admin'
  if (
    error.kind === 'offline' ||
    error.kind === 'timeout' ||
    error.kind === 'remote_fault' ||
    error.kind === 'limited'
  )
    return 'offline'
  return 'unexpected'
}

const shared = (engine: Engine) => ({
  fetch: engine.fetch,
  now: engine.now,
  sleep: engine.sleep,
  random: engine.random,
})

function capsuleHttp(engine: Engine, tokens: TokenSource) {
  const governor = createGovernor({ side: 'capsule', ...CAPSULE_PACE, ...shared(engine) })
  return createCapsuleHttp({
    ...shared(engine),
    apiUrl: engine.endpoints.capsule.apiUrl,
    tokens,
    governor,
    lane: 'interactive',
  })
}

function xeroHttp(engine: Engine, tokens: TokenSource, tenantId: string | null) {
  const governor = createGovernor({ side: 'xero', ...XERO_PACE, ...shared(engine) })
  return createXeroHttp({
    ...shared(engine),
    apiUrl: engine.endpoints.xero.apiUrl,
    tenantId,
    tokens,
    governor,
    lane: 'interactive',
  })
}

async function finishCapsule(
  engine: Engine,
  attempt: {
    readonly purpose: 'sign_in' | 'connect'
    /** Nobody was signed in when it began: only a new installation can be connected this way. */
    readonly claiming: boolean
  },
  grant: { readonly code: string; readonly redirectUri: string; readonly verifier: string },
): Promise<Connected> {
  const app = await engine.apps.capsule()
  if (!app) return failed('no_app')
  const { tokens } = await capsuleOauth.exchangeCode(
    { ...shared(engine), ...app, endpoints: engine.endpoints.capsule },
    grant,
  )
  const http = capsuleHttp(engine, fixedToken('capsule', tokens.accessToken))
  if (attempt.purpose === 'connect') {
    try {
      // Only an administrator sees every record and may register hooks, and this asks without changing anything.
      await listHooks(http)
    } catch (error) {
      if (isRemoteError(error, 'forbidden')) return failed('not_admin')
      throw error
    }
    return storeCapsule(engine, http, { tokens, method: 'oauth', claiming: attempt.claiming })
  }
  return personOf(engine, http, { tokens, method: 'oauth' })
}

/** Who a sign-in is; they must belong to the Capsule account this installation is joined with. */
async function personOf(
  engine: Engine,
  http: ReturnType<typeof capsuleHttp>,
  grant: { readonly tokens: TokenSet; readonly method: 'oauth' | 'token' },
): Promise<Connected> {
  const workspace = await firstWorkspace(engine.db)
  const site = await getSite(http)
  const connection =
    workspace && (await listConnections(engine.db, workspace.id)).find((c) => c.side === 'capsule')
  if (!workspace || connection?.organisationId !== site.subdomain) return failed('other_site')
  const user = await currentUser(http)
  return {
    ok: true,
    workspaceId: workspace.id,
    person: { site: site.subdomain, id: user.id, name: user.name, email: user.email },
    grant,
  }
}

/** Signs in by a personal token: whoever holds one is its user. */
export async function signInByCapsuleToken(engine: Engine, token: string): Promise<Connected> {
  const tokens: TokenSet = { accessToken: token, refreshToken: null, expiresAt: null, scopes: [] }
  try {
    return await personOf(engine, capsuleHttp(engine, fixedToken('capsule', token)), {
      tokens,
      method: 'token',
    })
  } catch (error) {
    if (!isRemoteError(error)) throw error
    return failed(error.kind === 'forbidden' ? 'token_refused' : problemOf(error))
  }
}

/** The self-hoster's short cut: a personal token acts as its user and cannot register hooks. */
export async function connectCapsuleToken(
  engine: Engine,
  token: string,
  claiming: boolean,
): Promise<Connected> {
  const tokens: TokenSet = { accessToken: token, refreshToken: null, expiresAt: null, scopes: [] }
  try {
    const http = capsuleHttp(engine, fixedToken('capsule', token))
    return await storeCapsule(engine, http, { tokens, method: 'token', claiming })
  } catch (error) {
    if (!isRemoteError(error)) throw error
    return failed(error.kind === 'forbidden' ? 'token_refused' : problemOf(error))
  }
}

async function storeCapsule(
  engine: Engine,
  http: ReturnType<typeof capsuleHttp>,
  grant: { readonly tokens: TokenSet; readonly method: 'oauth' | 'token'; readonly claiming: boolean },
): Promise<Connected> {
  const [site, user] = await Promise.all([getSite(http), currentUser(http)])
  // Two people may claim a new installation at the same moment: the second one finds it claimed.
  const stored = await engine.store.exclusive('claim', () => saveCapsule(engine, { ...grant, site, user }))
  if ('ok' in stored) return stored
  engine.accounts.forget(stored.id)
  await beginWhenBothAreThere(engine, stored.workspaceId, user.name)
  return {
    ok: true,
    workspaceId: stored.workspaceId,
    person: { site: site.subdomain, id: user.id, name: user.name, email: user.email },
  }
}

async function saveCapsule(
  engine: Engine,
  grant: {
    readonly site: Awaited<ReturnType<typeof getSite>>
    readonly user: Awaited<ReturnType<typeof currentUser>>
    readonly tokens: TokenSet
    readonly method: 'oauth' | 'token'
    readonly claiming: boolean
  },
): Promise<{ readonly id: ConnectionId; readonly workspaceId: WorkspaceId } | Connected> {
  const { site, user, tokens, method } = grant
  const workspace = await firstWorkspace(engine.db)
  if (workspace && grant.claiming) return failed('already_claimed')
  const existing = workspace
    ? (await listConnections(engine.db, workspace.id)).find((c) => c.side === 'capsule')
    : undefined
  if (existing && existing.organisationId !== site.subdomain) return failed('other_organisation')
  const workspaceId = workspace?.id ?? toWorkspaceId(engine.uuid())
  const at = new Date(engine.now())
  const known = existing?.side === 'capsule' ? existing.details : null
  const id = await engine.db.transaction().execute(async (tx) => {
    if (!workspace) await insertWorkspace(tx, { id: workspaceId, name: site.name, at })
    const saved = await saveConnection(tx, engine.vault, {
      side: 'capsule',
      id: toConnectionId(engine.uuid()),
      workspaceId,
      method,
      organisationId: site.subdomain,
      organisationName: site.name,
      scopes: tokens.scopes,
      tokens,
      credentials: null,
      at,
      details: {
        siteUrl: site.url,
        userId: user.id,
        userName: user.name,
        contactIdField: known?.contactIdField ?? null,
        partyFields: known?.partyFields ?? [],
        contactLinkField: known?.contactLinkField ?? null,
      },
    })
    await announce(tx, workspaceId, at, user.name, 'capsule.connected', { site: site.subdomain, method })
    return saved
  })
  return { id, workspaceId }
}

async function finishXero(
  engine: Engine,
  attempt: { readonly userId: string | null; readonly wants: string | null },
  grant: { readonly code: string; readonly redirectUri: string },
): Promise<Connected> {
  const app = await engine.apps.xero()
  if (!app) return failed('no_app')
  const { tokens, authEventId, person } = await xeroOauth.exchangeCode(
    { ...shared(engine), ...app, endpoints: engine.endpoints.xero },
    grant,
  )
  const source = fixedToken('xero', tokens.accessToken)
  const tenants = await listTenants(xeroHttp(engine, source, null), authEventId ?? undefined)
  const workspace = await firstWorkspace(engine.db)
  if (!workspace) return failed('unexpected')
  const known = await listXeroConnections(engine.db, workspace.id)
  const open = eligible(tenants, known, attempt.wants)
  if (typeof open === 'string') return failed(open)
  const userName = person?.name ?? person?.email ?? null
  const [tenant] = open
  if (!tenant || open.length > 1) {
    const choice = await keepChoice(engine, attempt.userId, {
      tokens: { ...tokens, scopes: [...tokens.scopes] },
      userName,
      tenants: open.map(({ id, tenantId, name }) => ({ id, tenantId, name })),
    })
    return { ok: true, workspaceId: workspace.id, person: null, choice }
  }
  return storeXero(engine, {
    tokens,
    tenantId: tenant.tenantId,
    method: 'oauth',
    credentials: null,
    userName,
    xeroConnectionId: tenant.id,
  })
}

/** One of the organisations that a consent covers. */
export async function connectChosen(
  engine: Engine,
  request: { readonly secret: string; readonly userId: string | null; readonly tenantId: string },
): Promise<Connected> {
  const made = await chosen(engine, request)
  if (!made) return failed('choice_over')
  try {
    return await storeXero(engine, {
      tokens: made.tokens,
      tenantId: made.tenant.tenantId,
      method: 'oauth',
      credentials: null,
      userName: made.userName,
      xeroConnectionId: made.tenant.id,
    })
  } catch (error) {
    if (!isRemoteError(error)) throw error
    return failed(problemOf(error))
  }
}

/** What the portal page does not allow is done without: documents then say that they may not be written. */
async function customTokens(engine: Engine, credentials: Credentials): Promise<TokenSet> {
  const app = { ...shared(engine), ...credentials, endpoints: engine.endpoints.xero }
  const wanted = customScopes(await wantedXeroScopes(engine.db))
  try {
    return await xeroOauth.clientCredentials(app, wanted)
  } catch (error) {
    const isRefused = isRemoteError(error) && (error.code === 'invalid_scope' || error.kind === 'scope')
    if (!isRefused || !mayWriteDocuments(wanted)) throw error
    return xeroOauth.clientCredentials(app)
  }
}

/**
 * A custom connection: one organisation, its own credentials, no consent page.
 *
 * @param wants `add` for a further organisation
 */
export async function connectXeroCustom(
  engine: Engine,
  credentials: Credentials,
  wants: 'add' | null = null,
): Promise<Connected> {
  try {
    const tokens = await customTokens(engine, credentials)
    const tenants = await listTenants(xeroHttp(engine, fixedToken('xero', tokens.accessToken), null))
    const workspace = await firstWorkspace(engine.db)
    if (!workspace) return failed('unexpected')
    const open = eligible(tenants, await listXeroConnections(engine.db, workspace.id), wants)
    if (typeof open === 'string') return failed(open)
    const [tenant] = open
    if (!tenant) return failed('no_organisation')
    return await storeXero(engine, {
      tokens,
      tenantId: tenant.tenantId,
      method: 'client_credentials',
      credentials,
      userName: null,
      xeroConnectionId: null,
    })
  } catch (error) {
    if (!isRemoteError(error)) throw error
    return failed(problemOf(error))
  }
}

async function storeXero(
  engine: Engine,
  grant: {
    readonly tokens: TokenSet
    readonly tenantId: string
    readonly method: 'oauth' | 'client_credentials'
    readonly credentials: Credentials | null
    readonly userName: string | null
    readonly xeroConnectionId: string | null
  },
): Promise<Connected> {
  const workspace = await firstWorkspace(engine.db)
  if (!workspace) return failed('unexpected')
  const organisation = await getOrganisation(
    xeroHttp(engine, fixedToken('xero', grant.tokens.accessToken), grant.tenantId),
  )
  const at = new Date(engine.now())
  const id = await engine.db.transaction().execute(async (tx) => {
    const known = (await listXeroConnections(tx, workspace.id)).find(
      (one) => one.organisationId === grant.tenantId,
    )
    const { references, capsuleCountry } = known?.details ?? {}
    const saved = await saveConnection(tx, engine.vault, {
      side: 'xero',
      id: toConnectionId(engine.uuid()),
      workspaceId: workspace.id,
      method: grant.method,
      organisationId: grant.tenantId,
      organisationName: organisation.name,
      scopes: grant.tokens.scopes,
      tokens: grant.tokens,
      credentials: grant.credentials,
      at,
      details: {
        timeZone: organisation.timeZone ?? 'UTC',
        baseCurrency: organisation.baseCurrency,
        shortCode: organisation.shortCode,
        countryCode: organisation.countryCode,
        userName: grant.userName,
        xeroConnectionId: grant.xeroConnectionId,
        ...(references === undefined ? {} : { references }),
        ...(capsuleCountry === undefined ? {} : { capsuleCountry }),
      },
    })
    await announce(tx, workspace.id, at, grant.userName ?? 'custom connection', 'xero.connected', {
      organisation: organisation.name,
      method: grant.method,
    })
    return saved
  })
  engine.accounts.forget(id)
  await beginWhenBothAreThere(engine, workspace.id, grant.userName)
  return { ok: true, workspaceId: workspace.id, person: null }
}

async function announce(
  db: Engine['db'],
  workspaceId: WorkspaceId,
  at: Date,
  actor: string,
  action: string,
  details: Record<string, unknown>,
) {
  await appendAudit(db, workspaceId, [{ at, actor: `user:${actor}`, action, subject: null, details }])
  await notifyChange(db, { workspaceId, topics: ['connections', 'overview'], keys: [] })
}

/**
 * The comparison with an organisation needs no asking: it reads, and changes nothing. Work cut off by a lost connection
 * goes on.
 */
async function beginWhenBothAreThere(
  engine: Engine,
  workspaceId: WorkspaceId,
  by: string | null,
): Promise<void> {
  const connected = (await listConnections(engine.db, workspaceId)).filter((c) => c.state === 'connected')
  const xeros = connected.filter((c) => c.side === 'xero')
  if (xeros.length === 0 || xeros.length === connected.length) return
  await engine.db
    .updateTable('run')
    .set({ error: null })
    .where('workspace_id', '=', workspaceId)
    .where('state', 'in', ['reading', 'applying'])
    .where((e) =>
      e.or([
        e('connection_id', 'is', null),
        e(
          'connection_id',
          'in',
          xeros.map(({ id }) => id),
        ),
      ]),
    )
    .execute()
  for (const { id } of xeros) {
    if (!(await latestRun(engine.db, workspaceId, 'comparison', id)))
      await startComparison(engine, workspaceId, by, id)
  }
  await engine.wake(workspaceId)
}

/**
 * Ends a connection on both ends as far as the vendor lets us; records and links stay. A vendor that cannot be
 * reached does not keep us from forgetting its tokens.
 */
export async function disconnect(engine: Engine, connection: Connection, actor: string): Promise<void> {
  try {
    await endAtVendor(engine, connection)
  } catch (error) {
    if (!isRemoteError(error)) throw error
    engine.log.warn({ side: error.side, kind: error.kind }, 'the vendor was not told of the disconnection')
  }
  await engine.db.transaction().execute(async (tx) => {
    await markDisconnected(tx, connection.id)
    await announce(
      tx,
      connection.workspaceId,
      new Date(engine.now()),
      actor,
      `${connection.side}.disconnected`,
      {
        organisation: connection.organisationName,
      },
    )
  })
  engine.accounts.forget(connection.id)
}

async function endAtVendor(engine: Engine, connection: Connection): Promise<void> {
  const stored = await loadTokens(engine.db, engine.vault, connection.id)
  if (!stored) return
  if (connection.side === 'capsule') {
    const account = await engine.accounts.capsule(connection.workspaceId)
    if (connection.method !== 'oauth' || !account) return
    const http = account.http('interactive')
    for (const hook of await listHooks(http)) {
      if (hook.targetUrl.includes(capsuleHookPath)) await deleteHook(http, hook.id)
    }
    const app = await engine.apps.capsule()
    if (app)
      await capsuleOauth.revoke(
        { ...shared(engine), ...app, endpoints: engine.endpoints.capsule },
        stored.tokens,
      )
    return
  }
  const account = await engine.accounts.xero(connection.workspaceId, connection.id)
  if (!account || connection.details.xeroConnectionId === null) return
  const source = fixedToken('xero', stored.tokens.accessToken)
  await deleteConnection(xeroHttp(engine, source, null), connection.details.xeroConnectionId)
}
