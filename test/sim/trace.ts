import { createHash } from 'node:crypto'

/** What happened in a world, line by line: the same seed gives the same lines. */
export interface Trace {
  note(line: string): void
  /** Of all lines so far. */
  digest(): string
  lines(): readonly string[]
}

/** @param now virtual epoch milliseconds  @param print called with every line as it is noted */
export function createTrace(now: () => number, print: ((line: string) => void) | null): Trace {
  const hash = createHash('sha256')
  const lines: string[] = []
  return {
    note(text) {
      const line = `${new Date(now()).toISOString().slice(5, 23)} ${text}`
      hash.update(line).update('\n')
      lines.push(line)
      print?.(line)
    },
    digest: () => hash.copy().digest('hex'),
    lines: () => lines,
  }
}

/** Bodies and addresses in short; what is random by intention (paths of hooks, codes, tokens) is left out. */
export const short = (text: string): string =>
  text === '' ? '-' : createHash('sha256').update(text).digest('hex').slice(0, 8)

export const withoutSecrets = (text: string): string =>
  text.replace(/hooks\/capsule\/[\w-]+/g, 'hooks/capsule/…')
