import { expect, test } from 'vitest'
import { propertyNames } from './properties.ts'
import { noReach } from './reach.ts'
import { check } from './run.ts'

/** 20,000 cases in all; `npm run sim -- --planner` runs a million. */
const worlds = Math.ceil(20_000 / propertyNames.length)
const pieces = 4

// Each world is drawn once for all properties; each piece begins elsewhere than the others.
const begun = Array.from({ length: pieces }, (_, piece) => ({ piece, seed: 1_000 * (piece + 1) }))
const failures = begun.flatMap(({ seed }) =>
  check({ names: propertyNames, worlds: Math.ceil(worlds / pieces), seed }, noReach()),
)

test.each(propertyNames)('over drawn worlds: %s', (name) => {
  expect(failures.filter((failure) => failure.property === name)).toEqual([])
})
