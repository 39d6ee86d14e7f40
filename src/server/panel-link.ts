import { createHmac, timingSafeEqual } from 'node:crypto'
import { type WorkspaceId, workspaceId } from '#core/model/ids.ts'

/** What a signed link allows: to see the panel of one party until then, as far as its maker may, and nothing else. */
export interface PanelPass {
  readonly workspaceId: WorkspaceId
  readonly partyId: number
  /** The user who made it. */
  readonly maker: string
  /** Epoch seconds. */
  readonly until: number
}

/** @param secret follows from the installation's key, so that links outlive a restart */
export function signPanelPass(secret: string, pass: PanelPass): string {
  const text = `${pass.workspaceId}.${pass.partyId}.${pass.until}.${pass.maker}`
  return `${text}.${macOf(secret, text).toString('base64url')}`
}

/** The pass that was signed; null when the text was altered, made up, or has expired. */
export function readPanelPass(secret: string, token: string, nowMs: number): PanelPass | null {
  const parts = /^([0-9a-f-]{36})\.(\d{1,15})\.(\d{1,12})\.([\w-]{1,64})\.([\w-]{43})$/.exec(token)
  if (!parts) return null
  const [, workspace = '', party = '', until = '', maker = '', mac = ''] = parts
  const given = Buffer.from(mac, 'base64url')
  const expected = macOf(secret, `${workspace}.${party}.${until}.${maker}`)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  if (Number(until) * 1_000 <= nowMs) return null
  return { workspaceId: workspaceId(workspace), partyId: Number(party), until: Number(until), maker }
}

const macOf = (secret: string, text: string): Buffer =>
  createHmac('sha256', secret).update(`panel ${text}`).digest()
