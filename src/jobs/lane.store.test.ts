import { expect, test } from 'vitest'
import { type WorkspaceId, workspaceId } from '#core/model/ids.ts'
import { insertOperations, markSent } from '#db/operations.ts'
import { insertRun } from '#db/runs.ts'
import { insertWorkspace } from '../../test/records.ts'
import { openTestStore } from '../../test/store.ts'
import { createLaneJobs } from './lane.ts'

const silent = { info() {}, warn() {}, error() {} }

/** A promise that others settle. */
function gate() {
  let open: () => void = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, passed }
}

test('a workspace runs once at a time and once more when asked meanwhile; a busy one holds up nobody', async () => {
  await using store = await openTestStore()
  const busy = workspaceId((await insertWorkspace(store.db)).id)
  const other = workspaceId((await insertWorkspace(store.db)).id)
  const jobs = await createLaneJobs(store, silent, Date.now, { lanesAtOnce: 2 })
  const began = gate()
  const ended = gate()
  const otherRan = gate()
  const busyAgain = gate()
  const running = new Set<WorkspaceId>()
  const twice: WorkspaceId[] = []
  let times = 0
  await jobs.start(async (id) => {
    if (running.has(id)) twice.push(id)
    running.add(id)
    if (id === other) otherRan.open()
    else {
      times++
      if (times === 1) {
        began.open()
        await ended.passed
      } else busyAgain.open()
    }
    running.delete(id)
    return null
  })
  await began.passed
  for (let i = 0; i < 5; i++) await jobs.wake(busy)
  await jobs.wake(other)
  await otherRan.passed
  ended.open()
  await busyAgain.passed
  await jobs.stop()
  expect(twice).toEqual([])
  // Five calls for it while it ran are one more look.
  expect(times).toBe(2)
})

test('many workspaces that wait are taken up one right after the other', async () => {
  await using store = await openTestStore()
  const waiting = new Set<WorkspaceId>()
  for (let i = 0; i < 20; i++) waiting.add(workspaceId((await insertWorkspace(store.db)).id))
  const jobs = await createLaneJobs(store, silent, Date.now, { lanesAtOnce: 2 })
  const allRan = gate()
  await jobs.start(async (id) => {
    waiting.delete(id)
    if (waiting.size === 0) allRan.open()
    return null
  })
  await allRan.passed
  await jobs.stop()
  expect(waiting.size).toBe(0)
}, 20_000)

test('workspaces that wait for a time are looked at when it has come, all of them', async () => {
  await using store = await openTestStore()
  const jobs = await createLaneJobs(store, silent, Date.now, { lanesAtOnce: 2 })
  const waiting = new Set<WorkspaceId>()
  const allRan = gate()
  await jobs.start(async (id) => {
    waiting.delete(id)
    if (waiting.size === 0) allRan.open()
    return null
  })
  for (let i = 0; i < 5; i++) waiting.add(workspaceId((await insertWorkspace(store.db)).id))
  for (const id of [...waiting]) {
    await jobs.wake(id, 3_600_000)
    await jobs.wake(id, 10)
  }
  await allRan.passed
  await jobs.stop()
  expect(waiting.size).toBe(0)
}, 20_000)

test('stopping ends a lane that asks whether to go on, and what is left waits in the queue', async () => {
  await using store = await openTestStore()
  const { id } = await insertWorkspace(store.db)
  const jobs = await createLaneJobs(store, silent, Date.now)
  const began = gate()
  const asked: boolean[] = []
  await jobs.start(async (_id, { goOn }) => {
    began.open()
    while (goOn()) await new Promise((resolve) => setImmediate(resolve))
    asked.push(goOn())
    return 0
  })
  await began.passed
  await jobs.stop()
  expect(asked).toEqual([false])

  const next = await createLaneJobs(store, silent, Date.now)
  const taken = gate()
  await next.start(async (workspace) => {
    if (workspace === id) taken.open()
    return null
  })
  await taken.passed
  await next.stop()
})

test('a lane whose last write may still be on its way, since its sender died, waits until it has arrived', async () => {
  await using store = await openTestStore()
  const began = Date.now()
  const ran = new Map<string, number>()
  const all = gate()
  const [cut, free, ahead] = [
    await oneWhoSent(began - 1_500),
    await oneWhoSent(null),
    await oneWhoSent(began + 3_600_000),
  ]
  const jobs = await createLaneJobs(store, silent, Date.now)
  await jobs.start(async (id) => {
    ran.set(id, Date.now() - began)
    if (ran.size === 3) all.open()
    return null
  })
  await all.passed
  await jobs.stop()
  expect(ran.get(cut)).toBeGreaterThanOrEqual(1_500)
  // What another node's clock says of the future holds up nobody.
  expect([...ran.keys()].slice(0, 2).toSorted()).toEqual([free, ahead].toSorted())

  async function oneWhoSent(atMs: number | null): Promise<string> {
    const { id } = await insertWorkspace(store.db)
    if (atMs === null) return id
    const [run, operation] = [crypto.randomUUID(), crypto.randomUUID()]
    const at = new Date(atMs)
    const whole = {
      workspaceId: id,
      kind: 'events',
      state: 'applying',
      steps: [],
      requestedBy: null,
    } as const
    await insertRun(store.db, { ...whole, id: run, at })
    const write = {
      seq: 1,
      kind: 'capsule.party.update',
      side: 'capsule',
      contactId: null,
      partyId: 1,
    } as const
    const rest = { approvedBy: null, before: null, after: null, idempotencyKey: operation }
    await insertOperations(store.db, id, run, [{ id: operation, ...write, ...rest }])
    await markSent(store.db, [operation], at)
    return id
  }
}, 20_000)
