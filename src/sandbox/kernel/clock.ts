/** Time of a sandbox. Nothing in `sandbox/` reads any other clock. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Moves time forward and runs what became due, in order of due time. */
  advance(ms: number): Promise<void>
  /** Runs `task` once `ms` of this clock's time have passed; returns a cancel function. */
  after(ms: number, task: () => unknown): () => void
}

interface Task {
  readonly due: number
  readonly order: number
  readonly run: () => unknown
}

/** Stands still until `advance`: for the simulator and for tests. */
export function manualClock(startMs: number): Clock {
  let now = startMs
  let order = 0
  const tasks = new Set<Task>()
  return {
    now: () => now,
    async advance(ms) {
      const end = now + ms
      for (;;) {
        const next = [...tasks]
          .filter((t) => t.due <= end)
          .sort((a, b) => a.due - b.due || a.order - b.order)[0]
        if (!next) break
        tasks.delete(next)
        now = Math.max(now, next.due)
        await next.run()
      }
      now = end
    },
    after(ms, run) {
      const task: Task = { due: now + ms, order: order++, run }
      tasks.add(task)
      return () => tasks.delete(task)
    },
  }
}

/** The machine's time plus an offset that `advance` grows: for the served sandbox and the demo. */
export function systemClock(): Clock {
  let offset = 0
  const waiting = new Map<Task, NodeJS.Timeout>()
  const now = () => Date.now() + offset
  let order = 0
  const arm = (task: Task) => {
    const timer = setTimeout(() => fire(task), Math.max(0, task.due - now()))
    timer.unref()
    waiting.set(task, timer)
  }
  const fire = (task: Task) => {
    clearTimeout(waiting.get(task))
    waiting.delete(task)
    return task.run()
  }
  return {
    now,
    async advance(ms) {
      offset += ms
      const due = [...waiting.keys()]
        .filter((t) => t.due <= now())
        .sort((a, b) => a.due - b.due || a.order - b.order)
      for (const task of due) if (waiting.has(task)) await fire(task)
      for (const task of [...waiting.keys()]) {
        clearTimeout(waiting.get(task))
        arm(task)
      }
    },
    after(ms, run) {
      const task: Task = { due: now() + ms, order: order++, run }
      arm(task)
      return () => {
        clearTimeout(waiting.get(task))
        waiting.delete(task)
      }
    },
  }
}
