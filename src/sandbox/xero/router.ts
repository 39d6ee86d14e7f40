import type { ApiCall } from './envelope.ts'
import type { Answer } from './errors.ts'

export type Handler = (call: ApiCall) => Answer

export interface Route {
  readonly handler: Handler | null
  /** The path under the API root with ids replaced. */
  readonly path: string
  readonly params: readonly string[]
}

const decoded = (text: string) => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Finds the handler of a request; resource names are read without regard to case. Keys: `GET Contacts/:id`. */
export function createRouter(endpoints: Readonly<Record<string, Handler>>) {
  const table = Object.entries(endpoints).map(([key, handler]) => {
    const [method = '', path = ''] = key.split(' ')
    return { method, path, parts: path.toLowerCase().split('/'), handler }
  })
  return function routeOf(method: string, segments: readonly string[]): Route {
    const parts = segments.map(decoded)
    for (const entry of table) {
      if (entry.method !== method || entry.parts.length !== parts.length) continue
      const wanted = entry.parts
      if (!wanted.every((part, i) => part.startsWith(':') || part === parts[i]?.toLowerCase())) continue
      return {
        handler: entry.handler,
        path: entry.path,
        params: parts.filter((_, i) => wanted[i]?.startsWith(':')),
      }
    }
    const path = segments.map((part, i) => (i % 2 === 1 ? ':id' : part)).join('/')
    return { handler: null, path, params: [] }
  }
}
