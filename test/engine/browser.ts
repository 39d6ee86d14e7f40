import type { ServerAddress } from './harness.ts'

export interface Browser {
  /** What a page of ours does: same origin, with the cookies; redirects are not followed. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  /** A form of ours, as a button press sends it. */
  form(path: string, fields?: Record<string, string>): Promise<Response>
  /** Follows a link from elsewhere, such as a vendor's redirect back to us. */
  visit(url: string): Promise<Response>
  readonly cookies: ReadonlyMap<string, string>
}

/** One person's browser, as far as cookies and origins go. */
export function createBrowser(server: ServerAddress): Browser {
  const cookies = new Map<string, string>()

  async function ask(
    method: string,
    url: string,
    init: { body?: BodyInit; headers: Record<string, string> },
  ) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...(cookie ? { cookie } : {}), ...init.headers }
    const response = await server.fetch(new Request(url, { method, ...init, headers, redirect: 'manual' }))
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      if (/max-age=0/i.test(line)) cookies.delete(pair.slice(0, at))
      else cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return response
  }
  const own = { origin: server.url, 'sec-fetch-site': 'same-origin' }

  return {
    cookies,
    send: (method, path, body, headers = {}) =>
      ask(method, `${server.url}${path}`, {
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        headers: {
          ...own,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
      }),
    form: (path, fields = {}) =>
      ask('POST', `${server.url}${path}`, {
        body: new URLSearchParams(fields).toString(),
        headers: { ...own, 'content-type': 'application/x-www-form-urlencoded' },
      }),
    visit: (url) => ask('GET', url, { headers: { 'sec-fetch-site': 'cross-site' } }),
  }
}
