import type { World } from '../world.ts'
import type { Action } from './action.ts'

const minuteMs = 60_000

const wait = (name: string, weight: number, fromMs: number, toMs: number): Action => ({
  name,
  weight,
  async act(world: World) {
    const ms = world.chance.int(fromMs, toMs)
    world.trace.note(`wait ${ms}`)
    await world.pass(ms)
    return true
  },
})

/** Time that passes between what people do. */
export const timeActions: readonly Action[] = [
  wait('a moment', 14, 0, 200),
  wait('some seconds', 14, 200, 8_000),
  wait('a minute', 6, 20_000, 2 * minuteMs),
  wait('half an hour', 2, 20 * minuteMs, 40 * minuteMs),
  wait('over an hour', 1, 61 * minuteMs, 90 * minuteMs),
]
