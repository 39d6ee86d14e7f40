import type { Vendor } from '#sandbox/kernel/calls.ts'
import type { Sandbox } from '#sandbox/sandbox.ts'
import { urls } from './wire.ts'

/** What people do at the vendors, by the vendors' own pages: no quota counts it, no fault meets it. */
export interface Hands {
  /** Sends a form; answers where the page leads, or null when the vendor refused. */
  submit(side: Vendor, path: string, form?: Readonly<Record<string, string>>): Promise<string | null>
  /** The fields of the page's first form that has a field of this name, as they are filled now. */
  formOf(side: Vendor, path: string, field: string): Promise<Record<string, string> | null>
}

export function createHands(sandbox: Sandbox): Hands {
  const send = (side: Vendor, request: Request) =>
    side === 'capsule' ? sandbox.capsuleFetch(request) : sandbox.xeroFetch(request)
  return {
    async submit(side, path, form = {}) {
      const body = new URLSearchParams(form)
      const response = await send(side, new Request(`${urls[side]}${path}`, { method: 'POST', body }))
      if (response.status !== 302 && response.status !== 303) return null
      const location = new URL(response.headers.get('location') ?? '/', urls[side])
      return location.searchParams.has('problem') ? null : location.pathname
    },
    async formOf(side, path, field) {
      const response = await send(side, new Request(`${urls[side]}${path}`))
      if (response.status !== 200) return null
      const html = await response.text()
      const form = html.split('<form').find((part) => part.includes(`name="${field}"`))
      return form === undefined ? null : fields(form.split('</form>')[0] ?? '')
    },
  }
}

function fields(form: string): Record<string, string> {
  return Object.fromEntries(
    [...form.matchAll(/<input\b[^>]*\bname="([^"]+)"[^>]*>/g)].map(([tag, name = '']) => [
      name,
      unescaped(/\bvalue="([^"]*)"/.exec(tag)?.[1] ?? ''),
    ]),
  )
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
const unescaped = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '')
