export interface Place {
  readonly street: string
  readonly city: string
  readonly state: string | null
  readonly zip: string
  readonly country: Country
}

type Country = 'Australia' | 'New Zealand' | 'United Kingdom' | 'United States'

const countries: readonly Country[] = ['New Zealand', 'United Kingdom', 'United States']
const towns: readonly RegExp[] = [
  /^(?<city>.+) (?<state>VIC|NSW|TAS|ACT|QLD|SA|WA|NT) (?<zip>\d{4})$/,
  /^(?<city>.+) (?<state>[A-Z]{2}) (?<zip>\d{5})$/,
  /^(?<city>.+) (?<zip>\d{4})$/,
  /^(?<city>\S+) (?<zip>[A-Z]+\d+ \d[A-Z]{2})$/,
]

/**
 * Reads `street, suburb STATE postcode[, country]`; "-" is no place at all.
 *
 * @throws when the text is neither
 */
export function place(text: string): Place | null {
  if (text === '-') return null
  const country = countries.find((name) => text.endsWith(`, ${name}`))
  const local = country ? text.slice(0, -country.length - 2) : text
  const comma = local.lastIndexOf(', ')
  const town = towns.map((form) => form.exec(local.slice(comma + 2))?.groups).find((groups) => groups)
  if (comma < 0 || !town?.city || !town.zip) throw new Error(`not a place: ${text}`)
  return {
    street: local.slice(0, comma),
    city: town.city,
    state: town.state ?? null,
    zip: town.zip,
    country: country ?? 'Australia',
  }
}
