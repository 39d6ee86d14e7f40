/** A step names an id that no answer has given, because what would give it answers 501. */
export class Unknown extends Error {
  override readonly name = 'Unknown'
}

export interface Pool {
  /** Takes every value whose property is named like an id. */
  learn(body: unknown): void
  /** Keeps the value at `Invoices.0.InvoiceID` and the like under a name. */
  keep(name: string, body: unknown, path: string): void
  /** The nth value seen under this name, the last one when there are fewer. @throws Unknown */
  get(name: string, nth?: number): string
  /** A path template with ids. @throws Unknown */
  fill(template: string, nth?: number): string
}

/** Ids seen in answers, by the name of their property, so that later requests can name them. */
export function pool(): Pool {
  const seen = new Map<string, string[]>()
  const note = (name: string, value: string) => {
    const list = seen.get(name.toLowerCase()) ?? []
    seen.set(name.toLowerCase(), list)
    if (!list.includes(value)) list.push(value)
  }
  const learn = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const part of value) learn(part)
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, part] of Object.entries(value)) {
        const isId = /(ID|Id|Number|FileName)$/.test(name) || name === 'id'
        if (isId && typeof part === 'string' && part !== '') note(name, part)
        learn(part)
      }
    }
  }
  const get = (name: string, nth = 0) => {
    const list = seen.get(name.toLowerCase()) ?? []
    const value = list[Math.min(nth, list.length - 1)]
    if (value === undefined) throw new Unknown(name)
    return value
  }
  return {
    learn,
    keep(name, body, path) {
      const value = path
        .split('.')
        .reduce(
          (from: unknown, key) =>
            typeof from === 'object' && from !== null ? Reflect.get(from, key) : undefined,
          body,
        )
      if (typeof value === 'string' || typeof value === 'number')
        seen.set(name.toLowerCase(), [String(value)])
    },
    get,
    fill: (template, nth) =>
      template.replace(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(get(name, nth))),
  }
}
