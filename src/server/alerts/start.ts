import type { Engine } from '#sync/engine.ts'
import { type DeliverOptions, deliverDue } from './deliver.ts'

const everyMs = 15_000

/** Sends alerts as they fall due; every node may, each message is taken by one. @returns ends it */
export function startAlerts(engine: Engine, options: DeliverOptions): () => Promise<void> {
  let working: Promise<void> = Promise.resolve()
  let isBusy = false
  const look = () => {
    if (isBusy) return
    isBusy = true
    working = deliverDue(engine, options)
      .then(() => {})
      .catch((error: unknown) => engine.log.error({ error: String(error) }, 'alerts could not be sent'))
      .finally(() => {
        isBusy = false
      })
  }
  const timer = setInterval(look, everyMs)
  timer.unref()
  look()
  return async () => {
    clearInterval(timer)
    await working
  }
}
