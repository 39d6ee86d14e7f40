import { parentPort } from 'node:worker_threads'
import { noReach } from './planner/reach.ts'
import { check, type Task } from './planner/run.ts'
import type { Answer } from './planner.ts'

/** Checks what it is sent, one property and a few thousand cases at a time. */
parentPort?.on('message', (task: Task) => {
  const reach = noReach()
  const failure = check(task, reach)
  const answer: Answer = { failure, reach }
  parentPort?.postMessage(answer)
})
