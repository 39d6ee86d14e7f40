import { type Pool, Unknown } from './pool.ts'

type Id = (name: string) => string

/** One scripted request. A step whose ids are not known, because what makes them answers 501, is left out. */
export interface Step {
  /** As the list of operations names it. */
  readonly operation: string
  /** Path with names of kept ids, when not the operation's own. */
  readonly path?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** The body, when it needs ids. */
  readonly bodyOf?: (id: Id) => unknown
  /** The answer expected; 200 when absent. */
  readonly status?: number
  /** Names under which values of the answer are kept, with where they stand. */
  readonly keep?: Readonly<Record<string, string>>
}

export interface Prepared {
  readonly path: string
  readonly sent: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
}

/** The step with its ids; null when one of them is not known. */
export function prepare(step: Step, path: string, ids: Pool): Prepared | null {
  try {
    const body = step.bodyOf ? step.bodyOf((name) => ids.get(name)) : step.body
    return {
      path: `${ids.fill(step.path ?? path)}${step.query ?? ''}`,
      sent: { ...(body === undefined ? {} : { body }), ...(step.headers ? { headers: step.headers } : {}) },
    }
  } catch (error) {
    if (error instanceof Unknown) return null
    throw error
  }
}

/** The template with up to three known ids of its kind; without parameters, itself; empty when none is known. */
export function pathsOf(template: string, ids: Pool): readonly string[] {
  try {
    return [...new Set([0, 1, 2].map((nth) => ids.fill(template, nth)))]
  } catch (error) {
    if (error instanceof Unknown) return []
    throw error
  }
}
