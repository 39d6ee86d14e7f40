import { civilDateIn } from '#core/civil-date.ts'

/** Nightly work has its turn at three in the morning, when nobody writes invoices. */
const turnMs = 3 * 60 * 60_000

/** Whether both moments belong to one night in a time zone. */
export function isSameNight(timeZone: string, a: number, b: number): boolean {
  return civilDateIn(timeZone, a - turnMs) === civilDateIn(timeZone, b - turnMs)
}
