import type { Place } from './places.ts'

/**
 * Numbers that nobody has: ACMA, Ofcom and the North American plan set ranges aside for fiction. New Zealand
 * has none, so its records carry no phone.
 */
interface Line {
  readonly countryCode: string
  readonly areaCode: string
  readonly number: string
}

const areas: Readonly<Record<string, string>> = {
  NSW: '2',
  ACT: '2',
  VIC: '3',
  TAS: '3',
  QLD: '7',
  SA: '8',
  WA: '8',
  NT: '8',
}

/** @param serial distinct below 100 in the United States, 1,000 in Britain, 10,000 in Australia */
export function landline(place: Place | null, serial: number): Line | null {
  if (place?.country === 'New Zealand') return null
  if (place?.country === 'United Kingdom')
    return { countryCode: '44', areaCode: '20', number: `7946 ${String(serial % 1_000).padStart(4, '0')}` }
  if (place?.country === 'United States')
    return {
      countryCode: '1',
      areaCode: '503',
      number: `555-${String(100 + (serial % 100)).padStart(4, '0')}`,
    }
  return {
    countryCode: '61',
    areaCode: areas[place?.state ?? 'VIC'] ?? '3',
    number: `5550 ${String(serial).padStart(4, '0')}`,
  }
}

/** The ways people write one number. */
export function written(line: Line, style: number): string {
  const international = `+${line.countryCode} ${line.areaCode} ${line.number}`
  if (line.countryCode !== '61') return international
  const forms = [
    `(0${line.areaCode}) ${line.number}`,
    international,
    `0${line.areaCode} ${line.number}`,
    `0${line.areaCode}${line.number.replaceAll(' ', '')}`,
  ]
  return forms[style % forms.length] ?? international
}

export const mobiles: readonly string[] = `
0491 570 006, 0491 570 156, 0491 570 157, 0491 570 158, 0491 570 159, 0491 570 110, 0491 570 313, 0491 570 737,
0491 571 266, 0491 571 491, 0491 571 804, 0491 572 549, 0491 572 665, 0491 572 983, 0491 573 770, 0491 573 087,
0491 574 118, 0491 574 632, 0491 575 254, 0491 575 789, 0491 576 398, 0491 576 801, 0491 577 426, 0491 577 644,
0491 578 957, 0491 578 148, 0491 578 888, 0491 579 212, 0491 579 760, 0491 579 455`
  .split(',')
  .map((number) => number.trim())
