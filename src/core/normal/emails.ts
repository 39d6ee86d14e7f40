import { parse } from 'tldts'
import { freeMailDomains } from './free-mail.ts'

/** An e-mail address for comparison: lower case, bare; null when it is not one, or a well-known filler. */
export function normalEmail(text: string | null): string | null {
  if (text === null) return null
  const bare = /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text
  const address = bare
    .trim()
    .toLowerCase()
    .replace(/^mailto:/, '')
  if (address.length > 320 || !/^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+$/.test(address)) return null
  const at = address.lastIndexOf('@')
  const box = address.slice(0, at)
  const host = address.slice(at + 1)
  if (fillerHosts.has(host) || fillerBoxes.has(box)) return null
  return host === 'googlemail.com' ? `${box}@gmail.com` : address
}

/** What people type into a required field when they have no address. */
const fillerHosts = new Set(['none.com', 'noemail.com', 'no-email.com', 'email.com.none', 'nomail.com'])
const fillerBoxes = new Set([
  'noreply',
  'no-reply',
  'donotreply',
  'do-not-reply',
  'none',
  'noemail',
  'no-email',
  'nomail',
  'na',
  'n/a',
])

/** The registrable domain of an address that belongs to an organisation; null for free mail. */
export function organisationDomain(email: string): string | null {
  const domain = registrableDomain(email.slice(email.lastIndexOf('@') + 1))
  return domain === null || freeMailDomains.has(domain) ? null : domain
}

/** The registrable domain of a web address or host name; null for a page inside somebody else's site. */
export function websiteDomain(address: string): string | null {
  const text = address.trim().toLowerCase()
  if (text.length > 2000 || /[\s@]/.test(text)) return null
  const host = text.replace(/^[a-z][a-z0-9+.-]*:\/\//, '').split(/[/?#:]/, 1)[0] ?? ''
  const domain = registrableDomain(host)
  return domain === null || freeMailDomains.has(domain) || sharedSites.has(domain) ? null : domain
}

const sharedSites = new Set(
  'facebook.com instagram.com linkedin.com twitter.com x.com youtube.com tiktok.com google.com linktr.ee github.com etsy.com ebay.com wixsite.com wordpress.com blogspot.com squarespace.com shopify.com myshopify.com sites.google.com'.split(
    ' ',
  ),
)

/** The name in front of the public suffix: `acme` of acme.com.au; one firm often owns it under several. */
export function domainLabel(domain: string): string {
  return parsed(domain).domainWithoutSuffix ?? domain
}

function registrableDomain(host: string): string | null {
  return host.length > 253 ? null : parsed(host).domain
}

const options = { extractHostname: false, validateHostname: true, allowPrivateDomains: false }

/** RFC 2606 reserves these for samples; `acme.com.au.example` stands for acme.com.au. */
const reserved = /\.(?:example|test|invalid)$/

function parsed(host: string) {
  if (reserved.test(host)) {
    const inner = parse(host.replace(reserved, ''), options)
    if (inner.isIcann && inner.domain !== null) return inner
  }
  return parse(host, options)
}
