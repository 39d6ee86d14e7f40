import { expect, test } from 'vitest'
import { workspaceId } from '#core/model/ids.ts'
import { wakesTogether } from './intake.ts'

test('a steady change now and then is looked at soon; only a flood is looked at less often', async () => {
  let now = 0
  const windows: number[] = []
  const id = workspaceId('00000000-0000-4000-8000-000000000001')
  const wakeSoon = wakesTogether({
    coalesceMs: 60,
    now: () => now,
    sleep: async (ms) => {
      windows.push(ms)
      now += ms
    },
    wake: async () => {},
    log: { info() {}, warn() {}, error() {} },
  })
  const arrive = async (deliveries: number) => {
    for (let n = 0; n < deliveries; n++) wakeSoon(id)
    await new Promise((resolve) => setImmediate(resolve))
    now += 10
  }
  for (let n = 0; n < 5; n++) await arrive(3)
  for (let n = 0; n < 6; n++) await arrive(500)
  await arrive(1)
  await arrive(1)
  expect(windows).toEqual([60, 60, 60, 60, 60, 60, 120, 240, 480, 960, 1_000, 1_000, 60])
})
