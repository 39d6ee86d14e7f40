import type { Clock } from '#sandbox/kernel/clock.ts'

/** The one time of a simulated world; it stands still until it is moved. */
export interface SimClock extends Clock {
  /** When the next task is due; null when nobody waits for anything. */
  nextDue(): number | null
  /** Moves time forward and starts, in order, what became due; what they start goes on by itself. */
  moveTo(atMs: number): void
}

interface Task {
  readonly due: number
  readonly order: number
  readonly run: () => unknown
}

/** @param onFault told of a task that failed: nothing in a world may fail unnoticed */
export function simClock(startMs: number, onFault: (fault: unknown) => void): SimClock {
  let now = startMs
  let order = 0
  const tasks = new Set<Task>()
  const first = () => {
    let found: Task | null = null
    for (const task of tasks)
      if (!found || task.due < found.due || (task.due === found.due && task.order < found.order)) found = task
    return found
  }
  function moveTo(atMs: number) {
    for (;;) {
      const next = first()
      if (!next || next.due > atMs) break
      tasks.delete(next)
      now = Math.max(now, next.due)
      start(next.run)
    }
    now = Math.max(now, atMs)
  }
  function start(run: () => unknown) {
    try {
      const work = run()
      if (work instanceof Promise) work.catch(onFault)
    } catch (fault) {
      onFault(fault)
    }
  }
  return {
    now: () => now,
    nextDue: () => first()?.due ?? null,
    moveTo,
    async advance(ms) {
      moveTo(now + ms)
    },
    after(ms, run) {
      const task: Task = { due: now + Math.max(0, Math.ceil(ms)), order: order++, run }
      tasks.add(task)
      return () => tasks.delete(task)
    },
  }
}
