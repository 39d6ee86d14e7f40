import { expect, test } from 'vitest'
import { ianaZone } from './time-zone.ts'

test.each([
  ['AUSEASTERNSTANDARDTIME', 'AU', 'Australia/Sydney'],
  ['NEWZEALANDSTANDARDTIME', 'NZ', 'Pacific/Auckland'],
  ['GMTSTANDARDTIME', 'GB', 'Europe/London'],
  ['EASTERNSTANDARDTIME', 'US', 'America/New_York'],
  ['EASTERNSTANDARDTIME', null, 'America/New_York'],
  ['WEUROPESTANDARDTIME', 'DE', 'Europe/Berlin'],
  ['E. Australia Standard Time', 'AU', 'Australia/Brisbane'],
  ['AUSCENTRALWSTANDARDTIME', 'AU', 'Australia/Eucla'],
  ['UTC', null, 'Etc/UTC'],
  ['MARSSTANDARDTIME', 'AU', null],
  ['', null, null],
])('%s in %s is %s', (name, country, zone) => {
  expect(ianaZone(name, country)).toBe(zone)
  if (zone) expect(() => new Intl.DateTimeFormat('en', { timeZone: zone })).not.toThrow()
})
