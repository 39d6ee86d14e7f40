import { count, type Reach } from './reach.ts'
import type { Fate } from './store.ts'
import type { Trace } from './trace.ts'

/** Decides what becomes of each commit. */
export interface Commits {
  readonly total: number
  readonly fate: (what: string, engine: boolean) => Fate
  /** The engine dies at the nth commit from now, before or after it takes effect. */
  crashIn(commits: number, when: 'crash_before' | 'crash_after'): void
  /** The database refuses the nth commit of the engine from now. */
  refuseIn(commits: number): void
  forget(): void
}

export function createCommits(trace: Trace, reach: Reach): Commits {
  let total = 0
  let crash: { left: number; readonly when: 'crash_before' | 'crash_after' } | null = null
  let refuse: { left: number } | null = null

  function decide(engine: boolean): Fate {
    if (crash && --crash.left <= 0) {
      const { when } = crash
      crash = null
      count(reach, when === 'crash_before' ? 'crash before commit' : 'crash after commit')
      return when
    }
    if (refuse && engine && --refuse.left <= 0) {
      refuse = null
      count(reach, 'commit refused')
      return 'refuse'
    }
    return 'pass'
  }

  return {
    get total() {
      return total
    },
    fate(what, engine) {
      total++
      const fate = decide(engine)
      trace.note(`commit ${engine ? '' : 'queue '}${what}${fate === 'pass' ? '' : ` ${fate}`}`)
      return fate
    },
    crashIn(commits, when) {
      crash = { left: commits, when }
    },
    refuseIn(commits) {
      refuse = { left: commits }
    },
    forget() {
      crash = null
      refuse = null
    },
  }
}
