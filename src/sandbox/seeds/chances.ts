import type { Chance } from '../kernel/chance.ts'

/** True in about `share` of the cases, 0 to 1. */
export const happens = (chance: Chance, share: number): boolean => chance.next() < share

/** Between both, in whole cents. */
export const amountBetween = (chance: Chance, lowest: number, highest: number): number =>
  chance.int(Math.round(lowest * 100), Math.round(highest * 100)) / 100
