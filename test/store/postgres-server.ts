import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '#db/migrate.ts'
import { openPostgres } from '#db/open.ts'
import { startEmbedded } from './embedded-postgres.ts'

/** A server whose user may create databases, with a migrated one to clone. */
export interface PostgresServer {
  readonly url: string
  readonly template: string
}

interface Running {
  readonly server: PostgresServer
  readonly stop: () => Promise<void>
}

/** Several projects share one server; the last one to finish stops it. */
const shared = sharedByAllProjects()

/** Global set-up of the projects that run on PostgreSQL: `TEST_DATABASE_URL`, or a server of our own. */
export default async function setup(project: TestProject) {
  shared.users += 1
  shared.running ??= start()
  project.provide('postgres', (await shared.running).server)
  return async () => {
    shared.users -= 1
    if (shared.users > 0 || !shared.running) return
    const { stop } = await shared.running
    shared.running = null
    await stop()
  }
}

async function start(): Promise<Running> {
  const given = process.env.TEST_DATABASE_URL
  const { url, stop } = given ? { url: given, stop: async () => {} } : await startEmbedded()
  const template = `counterpart_template_${randomUUID().replaceAll('-', '')}`
  try {
    await administer(url, `create database ${template}`)
    const templateUrl = new URL(url)
    templateUrl.pathname = `/${template}`
    const store = await openPostgres({ url: templateUrl.href, connectionsMax: 1 })
    await migrate(store)
    await store.close()
  } catch (error) {
    await stop()
    throw error
  }
  return {
    server: { url, template },
    stop: async () => {
      if (given) await administer(url, `drop database if exists ${template} with (force)`)
      await stop()
    },
  }
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

interface Shared {
  running: Promise<Running> | null
  users: number
}

declare global {
  var counterpartTestPostgres: Shared | undefined
}

function sharedByAllProjects(): Shared {
  globalThis.counterpartTestPostgres ??= { running: null, users: 0 }
  return globalThis.counterpartTestPostgres
}
