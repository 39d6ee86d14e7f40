import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { ApiError } from '#api/common.ts'
import { type Config, EnvError, readEnv } from '#server/env.ts'
import { operatorTokenFile } from '#server/operator.ts'
import { Fault } from './fault.ts'

/** The running server, spoken to as its operator. */
export interface Operator {
  /** @throws {Fault} in the server's own words when it refuses */
  ask<T>(shape: z.ZodType<T>, method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<T>
}

/** Nobody answers, or was ever started here. */
export class NotReached extends Fault {}

type Fetch = (request: Request) => Promise<Response>

/**
 * The embedded database can be open only once, so commands ask the server that has it open.
 *
 * @param tokens of the data folders this machine has; the server knows one of them
 */
export function createOperator(url: string, tokens: readonly string[], fetch: Fetch): Operator {
  let known = tokens
  return {
    async ask(shape, method, path, body) {
      for (const token of known) {
        const response = await reach(
          fetch,
          url,
          new Request(`${url}${path}`, {
            method,
            headers: {
              authorization: `Bearer ${token}`,
              ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          }),
        )
        if (response.status === 401) continue
        known = [token]
        const answer: unknown = await response.json()
        if (!response.ok) throw refusal(answer, response.status)
        return shape.parse(answer)
      }
      throw new Fault(
        `The server at ${url} does not know the operator of this data folder, or nobody has connected an account yet. ` +
          'Set COUNTERPART_DATA to the folder the server uses.',
      )
    },
  }
}

async function reach(fetch: Fetch, url: string, request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (cause) {
    throw new NotReached(`No Counterpart answers at ${url}. Start it, or name its address with --url.`, 1, {
      cause,
    })
  }
}

function refusal(answer: unknown, status: number): Fault {
  const refused = ApiError.safeParse(answer)
  if (!refused.success) return new Fault(`The server answered ${status}.`)
  const { message, next } = refused.data.error
  return new Fault(next === null ? message : `${message} ${next}`)
}

/** The server that the settings of this folder describe. @param url its address when it is another one */
export function localOperator(url: string | undefined): Operator {
  const config = settings()
  const tokens = [config.dataDir, join(config.dataDir, 'demo')]
    .map(operatorTokenFile)
    .filter((file) => existsSync(file))
    .map(readToken)
  if (tokens.length === 0)
    throw new NotReached(
      `There is no operator token in ${config.dataDir}. Start the server once, or set COUNTERPART_DATA to its folder.`,
    )
  const host = ['0.0.0.0', '::'].includes(config.host) ? '127.0.0.1' : config.host
  const address = url ?? `http://${host.includes(':') ? `[${host}]` : host}:${config.port}`
  return createOperator(address.replace(/\/$/, ''), tokens, (request) => fetch(request))
}

function settings(): Config {
  try {
    return readEnv(process.env).config
  } catch (error) {
    if (error instanceof EnvError) throw new Fault(error.message, 1, { cause: error })
    throw error
  }
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw new Fault(`${file} cannot be read. Run this as the user who runs the server.`, 1, { cause })
  }
}
