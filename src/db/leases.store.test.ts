import { expect, inject, test } from 'vitest'
import { openTestStore } from '../../test/store.ts'
import { createLeases } from './leases.ts'

test('one holder at a time; who waits gets it when it is given back', async () => {
  await using store = await openTestStore()
  const leases = createLeases(store)
  const held = await leases.take('lane:a')
  expect(held).not.toBeNull()
  expect(await leases.take('lane:a')).toBeNull()
  const other = await leases.take('lane:b')
  expect(await leases.unheld(['lane:a', 'lane:b', 'lane:c'])).toEqual(['lane:c'])
  await held?.release()
  expect(await leases.unheld(['lane:a', 'lane:b'])).toEqual(['lane:a'])
  expect(await leases.take('lane:a')).not.toBeNull()
  expect(other?.lost.aborted).toBe(false)
  await leases.close()
})

test('what a process held is free once its session has ended, and it is told', async () => {
  await using store = await openTestStore()
  const mine = createLeases(store)
  const theirs = createLeases(store)
  const held = await mine.take('lane:a')
  if (inject('storeKind') === 'postgres') {
    expect(await theirs.take('lane:a')).toBeNull()
    const told = new Promise((resolve) => held?.lost.addEventListener('abort', resolve))
    await mine.close()
    await told
    expect(await theirs.take('lane:a')).not.toBeNull()
  } else {
    // One process has the embedded store to itself: nobody else can hold anything.
    expect(held?.lost.aborted).toBe(false)
    await held?.release()
    expect(await mine.unheld(['lane:a'])).toEqual(['lane:a'])
  }
  await theirs.close()
  await mine.close()
})
