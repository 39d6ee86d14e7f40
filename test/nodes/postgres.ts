import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { startEmbedded } from '../store/embedded-postgres.ts'

/** An empty database that several processes share: on `TEST_DATABASE_URL`, or on a server of our own. */
export async function sharedDatabase(): Promise<{
  readonly url: string
  readonly close: () => Promise<void>
}> {
  const given = process.env.TEST_DATABASE_URL
  if (!given) {
    const { url, stop } = await startEmbedded()
    return { url, close: stop }
  }
  const name = `counterpart_nodes_${randomUUID().replaceAll('-', '')}`
  await administer(given, `create database ${name}`)
  const url = new URL(given)
  url.pathname = `/${name}`
  return { url: url.href, close: () => administer(given, `drop database if exists ${name} with (force)`) }
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}
