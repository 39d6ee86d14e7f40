import type { Website } from './entities.ts'

/** Where an account of each service lives; `{}` stands for what was typed. */
const services: Readonly<Record<string, string>> = {
  URL: '{}',
  SKYPE: 'skype:{}',
  TWITTER: 'https://twitter.com/{}',
  LINKED_IN: 'https://www.linkedin.com/in/{}',
  FACEBOOK: 'https://www.facebook.com/{}',
  XING: 'https://www.xing.com/profile/{}',
  FEED: '{}',
  GOOGLE_PLUS: 'https://plus.google.com/{}',
  FLICKR: 'https://www.flickr.com/people/{}',
  GITHUB: 'https://github.com/{}',
  YOUTUBE: 'https://www.youtube.com/{}',
  INSTAGRAM: 'https://www.instagram.com/{}',
  PINTEREST: 'https://www.pinterest.com/{}',
  TIKTOK: 'https://www.tiktok.com/@{}',
  THREADS: 'https://www.threads.net/@{}',
  BLUESKY: 'https://bsky.app/profile/{}',
  SNAPCHAT: 'https://www.snapchat.com/add/{}',
}

/** @source reference capsule.md §4.2 */
export const serviceNames: readonly string[] = Object.keys(services)

export function isService(name: string): boolean {
  return Object.hasOwn(services, name)
}

/** The read-only link shown beside what was typed. */
export function websiteUrl(site: Website): string {
  if (/^https?:\/\//i.test(site.address)) return site.address
  const pattern = services[site.service] ?? '{}'
  const url = pattern.replace('{}', site.address.replace(/^@/, ''))
  return pattern === '{}' ? `http://${url}` : url
}
