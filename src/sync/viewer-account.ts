import { type CapsuleHttp, createCapsuleHttp } from '#capsule/http.ts'
import { refresh } from '#capsule/oauth.ts'
import { CAPSULE_PACE, createGovernor } from '#core/remote/governor.ts'
import { RemoteError } from '#core/remote/remote-error.ts'
import { fixedToken, type TokenSet, tokenSource } from '#core/remote/tokens.ts'
import { loadViewerTokens, saveViewerTokens, type Viewer } from '#db/viewers.ts'
import type { Engine } from './engine.ts'

/** Capsule as one person sees it: their own token, their own share of the quota. @source reference/capsule.md §3.10 */
export function viewerHttp(engine: Engine, viewer: Pick<Viewer, 'userId' | 'tokenMethod'>): CapsuleHttp {
  const { userId } = viewer
  const load = async () => {
    const tokens = await loadViewerTokens(engine.db, engine.vault, userId)
    if (tokens) return tokens
    throw new RemoteError({
      side: 'capsule',
      kind: 'auth',
      code: 'invalid_grant',
      message: 'capsule: this person has no token of their own',
    })
  }
  const personal = async () => fixedToken('capsule', (await load()).accessToken)
  const tokens =
    viewer.tokenMethod === 'token'
      ? {
          current: async () => (await personal()).current(),
          renew: async (rejected: string) => (await personal()).renew(rejected),
        }
      : tokenSource({
          side: 'capsule',
          now: engine.now,
          load,
          save: (renewed) => saveViewerTokens(engine.db, engine.vault, userId, renewed),
          refresh: (old) => renewed(engine, old),
          lock: (work) => engine.store.exclusive(`token:viewer:${userId}`, work),
        })
  const { fetch, now, sleep, random } = engine
  const governor = createGovernor({
    side: 'capsule',
    ...CAPSULE_PACE,
    ...(engine.quotas ? {} : { perMinuteMax: null }),
    now,
    sleep,
    random,
  })
  return createCapsuleHttp({
    fetch,
    now,
    sleep,
    random,
    governor,
    tokens,
    apiUrl: engine.endpoints.capsule.apiUrl,
    lane: 'interactive',
  })
}

async function renewed(engine: Engine, tokens: TokenSet): Promise<TokenSet> {
  const app = await engine.apps.capsule()
  if (!app)
    throw new RemoteError({
      side: 'capsule',
      kind: 'auth',
      code: 'invalid_client',
      message: 'capsule: no app id and secret are configured',
    })
  const { fetch, now, sleep, random } = engine
  return refresh({ fetch, now, sleep, random, ...app, endpoints: engine.endpoints.capsule }, tokens)
}
