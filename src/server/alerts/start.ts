import type { Engine } from '#sync/engine.ts'
import { type DeliverOptions, deliverDue } from './deliver.ts'

export interface AlertSender {
  /** Sends what is due, in the background; lanes are looked at every minute, and this after each. */
  look(): void
  /** Waits for what is being sent. */
  end(): Promise<void>
}

/** Every node may send; each message is taken by one. */
export function alertSender(engine: Engine, options: DeliverOptions): AlertSender {
  let working: Promise<unknown> = Promise.resolve()
  let isBusy = false
  return {
    look() {
      if (isBusy) return
      isBusy = true
      working = deliverDue(engine, options)
        .catch((error: unknown) => engine.log.error({ error: String(error) }, 'alerts could not be sent'))
        .finally(() => {
          isBusy = false
        })
    },
    async end() {
      await working
    },
  }
}
