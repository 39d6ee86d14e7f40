import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/longest-first.ts'

// `npm run test:postgres` runs everything on PostgreSQL; otherwise only the store's own tests run on both, and those
// of the engine whose statements differ most.
const storeKind = process.env.COUNTERPART_TEST_STORE === 'postgres' ? 'postgres' : 'pglite'
const storeKinds = storeKind === 'postgres' ? (['postgres'] as const) : (['pglite', 'postgres'] as const)

/** Where `.ci/run` wants the results as data. */
const resultsFile = process.env.COUNTERPART_TEST_RESULTS

const storeTests = ['src/**/*.store.test.ts', 'test/**/*.store.test.ts']
const alsoOnPostgres = [
  'src/**/*.store.test.ts',
  'test/store/**/*.store.test.ts',
  'test/engine/{access,backup,events,keys,organisations}.store.test.ts',
]
const wholeTests = ['test/e2e/**/*.test.ts', 'test/kill/**/*.test.ts', 'test/nodes/**/*.test.ts']
/** Half the time went into loading the same modules for each file; they keep nothing but what they worked out. */
const loadedOnce = { isolate: false }
const patience = { testTimeout: 60_000, hookTimeout: 120_000 }

const on = (kind: 'pglite' | 'postgres') => ({
  provide: { storeKind: kind, postgres: null },
  ...(kind === 'postgres' ? { globalSetup: 'test/store/postgres-server.ts' } : {}),
})

export default defineConfig({
  test: {
    maxWorkers: Math.min(availableParallelism(), 8),
    sequence: { sequencer: LongestFirst },
    reporters: resultsFile ? ['default', 'json'] : ['default'],
    ...(resultsFile ? { outputFile: { json: resultsFile } } : {}),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'web/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
          exclude: [...storeTests, ...wholeTests],
          ...loadedOnce,
          ...on(storeKind),
          ...patience,
        },
      },
      ...storeKinds.map((kind) => ({
        test: {
          name: `store-${kind}`,
          include: kind === storeKind ? storeTests : alsoOnPostgres,
          ...loadedOnce,
          ...on(kind),
          ...patience,
        },
      })),
      {
        test: {
          // Browsers and processes that are killed: two at a time, when nothing else runs.
          name: 'whole',
          include: wholeTests,
          ...on(storeKind),
          testTimeout: 420_000,
          hookTimeout: 180_000,
          expect: { poll: { timeout: 30_000 } },
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
