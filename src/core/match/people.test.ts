import { expect, test } from 'vitest'
import { nameForm } from '../normal/names.ts'
import { likeness } from './similar.ts'

const like = (a: string, b: string, personal = true) => likeness(nameForm(a), nameForm(b), personal)

test.each([
  ['Jane Citizen', 'Citizen, Jane', 'close'],
  ['Bob Smith', 'Robert Smith', 'close'],
  ['Dr Helen Moore', 'Helen Moore', 'close'],
  ['Peter James Hall', 'Peter Hall', 'close'],
  ['Michael Nguyen', 'Micheal Nguyen', 'close'],
  ['J Smith', 'John Smith', 'akin'],
  ['Mr J Smith', 'Mrs J Smith', 'akin'],
  ['John Brown', 'John Brown Jnr', 'akin'],
  ['John Smith', 'John & Mary Smith', 'akin'],
  ['John Smith', 'John Smith Plumbing', 'akin'],
  ['Peter John Hall', 'Peter James Hall', 'akin'],
  ['Robert Lane', 'Roberta Lane', 'different'],
  ['Christine Fox', 'Christina Fox', 'different'],
  ['John Smith', 'Mary Smith', 'different'],
  ['Jane Citizen', 'Jane Walker', 'different'],
] as const)('%s and %s, people: %s', (a, b, expected) => {
  expect(like(a, b)).toBe(expected)
  expect(like(b, a)).toBe(expected)
})

test.each([
  ['Harbour Bakery', 'Habour Bakery', 'close'],
  ['Barton Bell', 'Barton & Bell', 'close'],
  ['Acme Foods', 'Acme Foods Melbourne', 'similar'],
  ['Tech Nova Solutions', 'Technova', 'similar'],
  ['Acme', 'Acme Holdings', 'akin'],
  ['Barton & Bell', 'Barton, Bell & Crane', 'akin'],
  ['Strata Plan 1234', 'Strata Plan 1243', 'akin'],
  ['Riverside East', 'Riverside West', 'akin'],
  ['Vertex Services', 'Vertex Trading', 'akin'],
  ['Robert Lane', 'Roberta Lane', 'different'],
  ['Acme Foods', 'Zebra Foods', 'different'],
] as const)('%s and %s, firms: %s', (a, b, expected) => {
  expect(like(a, b, false)).toBe(expected)
  expect(like(b, a, false)).toBe(expected)
})
