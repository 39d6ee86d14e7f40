import { join, resolve } from 'node:path'
import { z } from 'zod'

/** Everything the operator can set. Secrets are kept apart, so that the rest may be logged. */
export interface Config {
  readonly port: number
  readonly host: string
  /** Where people and vendors reach us, without trailing slash. */
  readonly publicUrl: string
  readonly dataDir: string
  /** Null: the demo, unless there are credentials or data of an earlier real start. */
  readonly demo: boolean | null
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Origins whose pages may hold the invoice panel in a frame. */
  readonly panelFrames: readonly string[]
  /** Alerts may go to addresses of this machine and its own network. */
  readonly alertsAllowPrivate: boolean
  /** What this process does: `web` serves people and webhooks, `worker` runs lanes. */
  readonly roles: readonly NodeRole[]
  /** How many workspaces it works on at the same time; null takes what suits the database. */
  readonly lanesAtOnce: number | null
  readonly backups: BackupConfig
  readonly sandbox: { readonly capsulePort: number; readonly xeroPort: number }
}

export interface BackupConfig {
  /** One each night; null: of the built-in database, not of a server's. */
  readonly daily: boolean | null
  readonly folder: string
  /** How many are kept. */
  readonly keep: number
}

export const nodeRoles = ['web', 'worker'] as const
export type NodeRole = (typeof nodeRoles)[number]

export interface Secrets {
  readonly databaseUrl: string | null
  /** 32 bytes; null: the key file of the data folder. */
  readonly key: Buffer | null
  /** The key of before, while everything is sealed with the new one. */
  readonly keyOld?: Buffer | null
  readonly capsule: { readonly clientId: string; readonly clientSecret: string } | null
  readonly xero: {
    readonly clientId: string
    readonly clientSecret: string
    readonly webhookKeys: readonly string[]
  } | null
  /** What shows the metrics to others than this machine; null: nothing does. */
  readonly metricsToken?: string | null
}

/** All faults of the environment at once, in words. */
export class EnvError extends Error {
  override readonly name = 'EnvError'
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(
      `The settings have ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((f) => `  - ${f}`).join('\n')}`,
    )
    this.faults = faults
  }
}

/** `web,worker` in any order; null for anything else. */
export function parseRoles(text: string): readonly NodeRole[] | null {
  const names = new Set(text.split(/[\s,]+/).filter(Boolean))
  const roles = nodeRoles.filter((role) => names.has(role))
  return roles.length > 0 && roles.length === names.size ? roles : null
}

const Port = z.coerce.number().int().min(0).max(65_535)

/**
 * @param env the process environment; empty values count as absent
 * @throws EnvError
 */
export function readEnv(env: Readonly<Record<string, string | undefined>>): {
  config: Config
  secrets: Secrets
} {
  const faults: string[] = []
  const text = (name: string): string | null => env[name]?.trim() || null
  const parsed = <T>(name: string, schema: z.ZodType<T>, fallback: T, say: string): T => {
    const value = text(name)
    if (value === null) return fallback
    const result = schema.safeParse(value)
    if (result.success) return result.data
    faults.push(`${name} is "${value}"; ${say}`)
    return fallback
  }
  const pair = (side: 'CAPSULE' | 'XERO') => {
    const clientId = text(`${side}_CLIENT_ID`)
    const clientSecret = text(`${side}_CLIENT_SECRET`)
    if (clientId && clientSecret) return { clientId, clientSecret }
    if (clientId || clientSecret) {
      const missing = clientId ? 'CLIENT_SECRET' : 'CLIENT_ID'
      faults.push(
        `${side}_${missing} is missing; set both ${side}_CLIENT_ID and ${side}_CLIENT_SECRET, or neither`,
      )
    }
    return null
  }

  const port = parsed('PORT', Port, 3000, 'it must be a port number, 0 to 65535')
  const capsule = pair('CAPSULE')
  const xero = pair('XERO')
  const keyNamed = (name: string): Buffer | null => {
    const keyText = text(name)
    const bytes = keyText === null ? null : Buffer.from(keyText, 'base64')
    if (bytes && bytes.length !== 32) {
      faults.push(`${name} must be 32 bytes in base64; make one with: openssl rand -base64 32`)
    }
    return bytes
  }
  const key = keyNamed('COUNTERPART_KEY')
  const keyOld = keyNamed('COUNTERPART_KEY_OLD')
  const databaseUrl = text('DATABASE_URL')
  if (databaseUrl && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    faults.push(
      'DATABASE_URL must begin with postgres:// or postgresql://; leave it out to use the built-in database',
    )
  }
  const publicUrl = text('PUBLIC_URL') ?? `http://localhost:${port}`
  if (!isWebOrigin(publicUrl)) {
    faults.push(
      `PUBLIC_URL is "${publicUrl}"; it must be an address like https://counterpart.example without a path`,
    )
  }
  const demo = parsed('COUNTERPART_DEMO', z.enum(['1', '0', 'true', 'false']), null, 'use 1 or 0')
  const webhookKeys = [text('XERO_WEBHOOK_KEY'), text('XERO_WEBHOOK_KEY_OLD')].filter((k) => k !== null)
  if (webhookKeys.length > 0 && !xero) {
    faults.push('XERO_WEBHOOK_KEY is set without XERO_CLIENT_ID and XERO_CLIENT_SECRET; set those too')
  }
  const panelFrames = (text('PANEL_FRAMES') ?? '').split(/[\s,]+/).filter(Boolean)
  for (const origin of panelFrames) {
    if (isFrameSource(origin)) continue
    faults.push(
      `PANEL_FRAMES names "${origin}"; each must be an origin like https://example.capsulecrm.com or https://*.example.com`,
    )
  }
  const rolesText = text('COUNTERPART_ROLES') ?? nodeRoles.join(',')
  const roles = parseRoles(rolesText) ?? nodeRoles
  if (!parseRoles(rolesText)) {
    faults.push(`COUNTERPART_ROLES is "${rolesText}"; use web, worker, or both with a comma between`)
  } else if (roles.length < nodeRoles.length && !databaseUrl) {
    faults.push(
      'COUNTERPART_ROLES splits the work between processes, which needs PostgreSQL: set DATABASE_URL',
    )
  }
  const dataDir = resolve(text('COUNTERPART_DATA') ?? 'data')
  const config: Config = {
    port,
    host: text('HOST') ?? '127.0.0.1',
    publicUrl: publicUrl.replace(/\/$/, ''),
    dataDir,
    demo: demo === null ? null : demo === '1' || demo === 'true',
    logLevel: parsed(
      'LOG_LEVEL',
      z.enum(['debug', 'info', 'warn', 'error', 'silent']),
      'info',
      'use debug, info, warn, error or silent',
    ),
    panelFrames,
    alertsAllowPrivate: parsed(
      'ALERTS_ALLOW_PRIVATE',
      z.enum(['1', '0', 'true', 'false']).transform((v) => v === '1' || v === 'true'),
      false,
      'use 1 or 0',
    ),
    roles,
    lanesAtOnce: parsed(
      'COUNTERPART_LANES',
      z.coerce.number().int().min(1).max(64).nullable(),
      null,
      'it must be a number from 1 to 64',
    ),
    backups: {
      daily: parsed(
        'COUNTERPART_BACKUPS',
        z.enum(['daily', 'off']).transform((v): boolean | null => v === 'daily'),
        null,
        'use daily or off',
      ),
      folder: resolve(text('COUNTERPART_BACKUP_DIR') ?? join(dataDir, 'backups')),
      keep: parsed(
        'COUNTERPART_BACKUP_KEEP',
        z.coerce.number().int().min(1).max(1_000),
        7,
        'it must be a number from 1 to 1000',
      ),
    },
    sandbox: {
      capsulePort: parsed('SANDBOX_CAPSULE_PORT', Port, 4001, 'it must be a port number, 0 to 65535'),
      xeroPort: parsed('SANDBOX_XERO_PORT', Port, 4002, 'it must be a port number, 0 to 65535'),
    },
  }
  if (faults.length > 0) throw new EnvError(faults)
  return {
    config,
    secrets: {
      databaseUrl,
      key,
      keyOld,
      capsule,
      xero: xero && { ...xero, webhookKeys },
      metricsToken: text('METRICS_TOKEN'),
    },
  }
}

function isWebOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return (
    /^https?:$/.test(url.protocol) &&
    (url.pathname === '/' || url.pathname === '') &&
    !url.search &&
    !url.username
  )
}

/** It goes into a header, so nothing else may. */
const isFrameSource = (text: string): boolean =>
  /^https?:\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/i.test(text)

/** Vendors can deliver webhooks only to a public https address. */
export function hookBaseUrl(publicUrl: string, demo: boolean): string | null {
  const { protocol, hostname } = new URL(publicUrl)
  const loopback = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]'
  return demo || (protocol === 'https:' && !loopback) ? publicUrl : null
}
