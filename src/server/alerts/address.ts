import { lookup as lookUp } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** A destination that alerts must not be sent to, in words for whoever set it. */
export class DestinationError extends Error {
  override readonly name = 'DestinationError'
}

/** Addresses of this machine, of its own network, and those that stand for no single machine. */
const closed = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  closed.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 128],
  ['::1', 128],
  // Forms that carry an IPv4 address inside lead where that leads.
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  closed.addSubnet(net, bits, 'ipv6')

/** Whether an address is one that everybody on the internet means the same machine by. */
export function isPublicAddress(address: string): boolean {
  const kind = isIP(address)
  if (kind === 4) return !closed.check(address, 'ipv4')
  if (kind !== 6) return false
  const mapped = /^::(?:ffff:(?:0:)?)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return isPublicAddress(mapped)
  // The same, written in hexadecimal: BlockList reads a mapped address as the IPv4 one.
  return !closed.check(address, 'ipv6')
}

export interface Pinned {
  readonly address: string
  readonly family: 4 | 6
}

export type Resolve = (
  host: string,
) => Promise<readonly { readonly address: string; readonly family: number }[]>

const system: Resolve = (host) => lookUp(host, { all: true, verbatim: true })

/**
 * The one address that will be connected to, so that a second look-up cannot answer something else.
 *
 * @throws DestinationError when the host is unknown, or when any of its addresses is not public and that is not allowed
 */
export async function pin(host: string, allowPrivate: boolean, resolve: Resolve = system): Promise<Pinned> {
  const bare = host.replace(/^\[|\]$/g, '')
  const found = isIP(bare) > 0 ? [{ address: bare, family: isIP(bare) }] : await addressesOf(bare, resolve)
  const [first] = found
  if (!first) throw new DestinationError(`The name ${host} leads nowhere.`)
  if (!allowPrivate && !found.every(({ address }) => isPublicAddress(address)))
    throw new DestinationError(
      `${host} is an address of this machine or of its own network. Set ALERTS_ALLOW_PRIVATE=1 if alerts may go there.`,
    )
  return { address: first.address, family: first.family === 6 ? 6 : 4 }
}

async function addressesOf(host: string, resolve: Resolve) {
  try {
    return await resolve(host)
  } catch (cause) {
    throw new DestinationError(`The name ${host} is not known.`, { cause })
  }
}
