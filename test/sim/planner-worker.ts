import { parentPort } from 'node:worker_threads'
import { noReach } from './planner/reach.ts'
import { check, type Task } from './planner/run.ts'
import type { Answer } from './planner.ts'

/** Checks what it is sent, some hundred worlds at a time. */
parentPort?.on('message', (task: Task) => {
  const reach = noReach()
  const answer: Answer = { failures: check(task, reach), reach }
  parentPort?.postMessage(answer)
})
