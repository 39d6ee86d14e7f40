import { expect, test } from 'vitest'
import { RemoteError } from './remote-error.ts'
import { fixedToken, type TokenSet, type TokenStore, tokenSource } from './tokens.ts'

const minute = 60_000

function world(options: { expiresIn?: number; lock?: TokenStore['lock'] } = {}) {
  const log: string[] = []
  let now = 0
  let stored: TokenSet | null = set(0, options.expiresIn ?? 30 * minute)
  let count = 0
  const store: TokenStore = {
    side: 'xero',
    load: async () => {
      log.push('load')
      return stored
    },
    save: async (tokens) => {
      log.push(`save ${tokens.accessToken}`)
      stored = tokens
    },
    refresh: async (tokens) => {
      log.push(`refresh ${tokens.refreshToken}`)
      return set(++count, now + 30 * minute)
    },
    now: () => now,
    ...(options.lock ? { lock: options.lock } : {}),
  }
  return {
    log,
    store,
    source: tokenSource(store),
    advance: (ms: number) => {
      now += ms
    },
    put: (tokens: TokenSet | null) => {
      stored = tokens
    },
  }
}

function set(n: number, expiresAt: number): TokenSet {
  return { accessToken: `access${n}`, refreshToken: `refresh${n}`, expiresAt, scopes: [] }
}

test('a token that is good for longer is handed out, and read once', async () => {
  const { source, log } = world()
  expect(await source.current()).toBe('access0')
  expect(await source.current()).toBe('access0')
  expect(log).toEqual(['load'])
})

test('a token that ends within a minute is renewed first, and stored before it is used', async () => {
  const { source, log, advance } = world()
  await source.current()
  advance(29 * minute)
  expect(await source.current()).toBe('access1')
  expect(log.slice(1)).toEqual(['load', 'load', 'refresh refresh0', 'save access1'])
})

test('many callers cause one renewal', async () => {
  const { source, log } = world({ expiresIn: 0 })
  const tokens = await Promise.all(Array.from({ length: 20 }, () => source.current()))
  expect(new Set(tokens)).toEqual(new Set(['access1']))
  expect(log.filter((l) => l.startsWith('refresh'))).toHaveLength(1)
})

test('many refused callers cause one renewal', async () => {
  const { source, log } = world()
  const token = await source.current()
  await Promise.all(Array.from({ length: 20 }, () => source.renew(token)))
  expect(await source.renew(token)).toBe('access1')
  expect(log.filter((l) => l.startsWith('refresh'))).toHaveLength(1)
})

test('what another node renewed meanwhile is used as it is', async () => {
  const { source, log, put } = world()
  const token = await source.current()
  put(set(7, 60 * minute))
  expect(await source.renew(token)).toBe('access7')
  expect(log.some((l) => l.startsWith('refresh'))).toBe(false)
})

test('the store is read again inside the lock', async () => {
  const held: ReturnType<typeof world>[] = []
  const w = world({
    expiresIn: 0,
    lock: (work) => {
      held[0]?.put(set(9, 60 * minute))
      return work()
    },
  })
  held.push(w)
  expect(await w.source.current()).toBe('access9')
})

test('a token that could not be stored is not used, and the next try starts afresh', async () => {
  const { store, log } = world({ expiresIn: 0 })
  let full = true
  const source = tokenSource({
    ...store,
    save: (tokens) => (full ? Promise.reject(new Error('disk full')) : store.save(tokens)),
  })
  await expect(source.current()).rejects.toThrow('disk full')
  full = false
  expect(await source.current()).toBe('access2')
  expect(log.filter((l) => l.startsWith('refresh'))).toHaveLength(2)
})

test('a connection that is gone is an auth failure', async () => {
  const { source, put } = world()
  put(null)
  await expect(source.current()).rejects.toMatchObject({ kind: 'auth', code: 'no_token' })
})

test('a personal token cannot be renewed', async () => {
  const source = fixedToken('capsule', 'pat')
  expect(await source.current()).toBe('pat')
  await expect(source.renew('pat')).rejects.toBeInstanceOf(RemoteError)
})
