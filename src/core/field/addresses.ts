import type { XeroAddress, XeroContact } from '../model/contact.ts'
import type { CapsuleAddress, CapsuleParty } from '../model/party.ts'
import { capsuleCountry, countryCode, countryCodeIn, xeroCountry } from '../normal/countries.ts'
import { capsuleLimits, tooLong, xeroLimits } from '../normal/limits.ts'
import { hasPlainSign, shownLines, shownOrNull } from '../normal/shown.ts'
import { emptyAddress } from './apply.ts'
import type { AddressEdit, Field, FieldKey, FieldSetting, Normal } from './field.ts'
import { capsuleFit, refused, xeroFit } from './fit.ts'
import { behindComma, behindLines, behindText, closed, isFollowed, opened } from './followed.ts'
import { partsOf, structured } from './structured.ts'

interface Slot {
  readonly key: FieldKey
  readonly label: string
  readonly type: XeroAddress['type']
  /** The type of a row that is made. */
  readonly capsuleType: string
  /** Rows that may stand for the slot, the best kind first. */
  readonly kinds: readonly ((type: string | null) => boolean)[]
}

const otherwiseUsed = new Set(['Office', 'Postal', 'Billing', 'Shipping'])

/** @source reference/capsule.md §4.2; reference/xero.md §7 */
const slots: readonly Slot[] = [
  {
    key: 'address_street',
    label: 'street address',
    type: 'STREET',
    capsuleType: 'Office',
    kinds: [(type) => type === 'Office', (type) => type === null || !otherwiseUsed.has(type)],
  },
  {
    key: 'address_pobox',
    label: 'postal address',
    type: 'POBOX',
    capsuleType: 'Postal',
    kinds: [(type) => type === 'Postal', (type) => type === 'Billing'],
  },
]

export const addresses: readonly Field[] = slots.map(addressField)

/** JSON [street, city, region, post code, country]: the lines of the street by \n, a known country by its code. */
function addressField(slot: Slot): Field {
  const { key, label, type } = slot
  const field: Field = {
    key,
    label,
    readCapsule({ party }, setting, likely) {
      const row = rowOf(party, slot, setting)
      if (row === null) return null
      return likely && isCapsuleForm(likely, row, setting) ? likely : capsuleForm(row, setting)
    },
    readXero(contact, setting, likely) {
      const address = addressOf(contact, type)
      if (address === null) return null
      return likely && isXeroForm(likely, address, setting) ? likely : xeroForm(address, setting)
    },
    toXero(value, contact, setting) {
      const attentionTo = addressOf(contact, type)?.attentionTo ?? null
      if (value === null)
        return xeroFit(
          field,
          value,
          contact,
          { addresses: [{ ...emptyAddress(type), attentionTo }] },
          setting,
        )
      const parts = addressParts(value, setting)
      if (parts === null) return refused(`This is no ${label}.`)
      const fault = xeroFault(parts)
      if (fault !== null) return refused(fault)
      const country = countryForXero(parts.country)
      const { lines, city, region, postalCode } = parts
      const address: XeroAddress = { type, lines, city, region, postalCode, country, attentionTo }
      const lost = `Xero takes only letters in a country; “${parts.country}” is left out.`
      return xeroFit(field, value, contact, { addresses: [address] }, setting, lost)
    },
    toCapsule(value, subject, setting) {
      const row = rowOf(subject.party, slot, setting)
      if (value === null) {
        const removed = row === null ? {} : { addresses: [{ id: row.id, remove: true as const }] }
        const lost = `Capsule has another ${label} for this record, which counts from now on.`
        return capsuleFit(field, value, subject, removed, setting, lost)
      }
      const parts = addressParts(value, setting)
      if (parts === null) return refused(`This is no ${label}.`)
      const fault = capsuleFault(parts)
      if (fault !== null) return refused(fault)
      const country = countryForCapsule(parts.country, row, setting)
      const { lines, city, region: state, postalCode: zip } = parts
      const held: AddressEdit = { street: lines.join('\n') || null, city, state, zip, country }
      if (Object.values(held).every((part) => part === null))
        return refused(`Capsule does not know the country “${parts.country}”, and there is nothing else.`)
      const edited =
        row === null ? { type: slot.capsuleType, ...held } : { id: row.id, type: row.type, ...held }
      const lost = `Capsule does not know the country “${parts.country}”; it is left out.`
      return capsuleFit(field, value, subject, { addresses: [edited] }, setting, lost)
    },
    words: addressWords,
  }
  return field
}

interface AddressParts {
  readonly lines: readonly string[]
  readonly city: string | null
  readonly region: string | null
  readonly postalCode: string | null
  /** A code we know, or as somebody typed it. */
  readonly country: string | null
}

function addressParts(value: string, setting: FieldSetting): AddressParts | null {
  const parts = partsOf(value, 5)
  if (parts === null) return null
  const [street = null, city = null, region = null, postalCode = null, country = null] = parts
  const lines = street === null ? [] : fourLines(shownLines(street))
  return {
    lines,
    city: shownOrNull(city),
    region: shownOrNull(region),
    postalCode: shownOrNull(postalCode),
    country: countryForm(country, setting),
  }
}

function capsuleForm(row: CapsuleAddress, setting: FieldSetting): Normal {
  return structured([
    row.street === null ? null : streetForm(row.street),
    shownOrNull(row.city),
    shownOrNull(row.state),
    shownOrNull(row.zip),
    countryForm(row.country, setting),
  ])
}

function xeroForm(address: XeroAddress, setting: FieldSetting): Normal {
  const { lines } = address
  const street = lines.length === 1 ? (lines[0] ?? '') : lines.join('\n')
  return structured([
    isPlainStreet(street) ? street : streetOf(lines.flatMap(shownLines)),
    shownOrNull(address.city),
    shownOrNull(address.region),
    shownOrNull(address.postalCode),
    countryForm(address.country, setting),
  ])
}

function isCapsuleForm(likely: string, row: CapsuleAddress, setting: FieldSetting): boolean {
  const { street, city, state, zip } = row
  const at =
    street === null
      ? behindText(likely, opened(likely), null)
      : behindLines(likely, opened(likely), [street], xeroLimits.addressLines)
  return isRestOfForm(likely, at, city, state, zip, row.country, setting)
}

function isXeroForm(likely: string, address: XeroAddress, setting: FieldSetting): boolean {
  const { lines, city, region, postalCode } = address
  const at = behindLines(likely, opened(likely), lines, xeroLimits.addressLines)
  return isRestOfForm(likely, at, city, region, postalCode, address.country, setting)
}

function isRestOfForm(
  likely: string,
  street: number,
  city: string | null,
  region: string | null,
  postalCode: string | null,
  country: string | null,
  setting: FieldSetting,
): boolean {
  let at = behindText(likely, behindComma(likely, street), city)
  at = behindText(likely, behindComma(likely, at), region)
  at = behindText(likely, behindComma(likely, at), postalCode)
  at = behindText(likely, behindComma(likely, at), at < 0 ? null : countryForm(country, setting))
  return isFollowed(likely, closed(likely, at))
}

function streetForm(street: string): string | null {
  return isPlainStreet(street) ? street : streetOf(shownLines(street))
}

/** Up to four lines of plain text without a space too many, as nearly all are: read as they stand. */
function isPlainStreet(text: string): boolean {
  let lines = 1
  let before = 32
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const isSpace = code === 32 || code === 10
    if (code > 126 || (code < 32 && code !== 10) || (isSpace && before === 32)) return false
    if (code === 10 && ++lines > xeroLimits.addressLines) return false
    // A line must not begin with a space, nor be empty; one must not end with a space either.
    before = isSpace ? 32 : code
  }
  return before !== 32
}

function streetOf(lines: readonly string[]): string | null {
  if (lines.length === 0) return null
  return lines.length === 1 ? (lines[0] ?? null) : fourLines(lines).join('\n')
}

/** Xero has four lines: on both sides all behind the third are read as one, so that no more than four differ. */
function fourLines(lines: readonly string[]): readonly string[] {
  const most = xeroLimits.addressLines
  if (lines.length <= most) return lines
  return [...lines.slice(0, most - 1), lines.slice(most - 1).join(', ')]
}

function countryForm(text: string | null, setting: FieldSetting): string | null {
  if (text === null) return null
  return countryCodeIn(text, setting.countries) ?? shownOrNull(text)
}

function xeroFault(parts: AddressParts): string | null {
  for (const line of parts.lines) {
    const fault = tooLong('Xero', 'line of the address', line, xeroLimits.addressLine)
    if (fault !== null) return fault
  }
  return (
    tooLong('Xero', 'city', parts.city ?? '', xeroLimits.city) ??
    tooLong('Xero', 'region', parts.region ?? '', xeroLimits.region) ??
    tooLong('Xero', 'post code', parts.postalCode ?? '', xeroLimits.postalCode)
  )
}

function capsuleFault(parts: AddressParts): string | null {
  return (
    tooLong('Capsule', 'street', parts.lines.join('\n'), capsuleLimits.street) ??
    tooLong('Capsule', 'city', parts.city ?? '', capsuleLimits.text) ??
    tooLong('Capsule', 'state', parts.region ?? '', capsuleLimits.text) ??
    tooLong('Capsule', 'post code', parts.postalCode ?? '', capsuleLimits.text)
  )
}

/** Null where Xero would refuse the country, and with it the whole contact. */
function countryForXero(country: string | null): string | null {
  if (country === null) return null
  const name = xeroCountry(country) ?? country
  return /^[A-Za-z ]+$/.test(name) && name.length <= xeroLimits.country ? name : null
}

/** A name of Capsule's dictionary, as the row spells it already where it does; null for a country it lacks. */
function countryForCapsule(
  country: string | null,
  row: CapsuleAddress | null,
  setting: FieldSetting,
): string | null {
  if (country === null) return null
  if (row?.country && countryForm(row.country, setting) === country) return row.country
  return capsuleCountryOf(country, setting)
}

function capsuleCountryOf(country: string, { countries }: FieldSetting): string | null {
  if (countries === null) return capsuleCountry(country)
  return countries.get(countryCode(country) ?? country) ?? null
}

function addressOf(contact: XeroContact, type: XeroAddress['type']): XeroAddress | null {
  for (const address of contact.addresses) if (address.type === type) return address
  return null
}

function rowOf(party: CapsuleParty, slot: Slot, setting: FieldSetting): CapsuleAddress | null {
  if (party.addresses.length === 0) return null
  for (const isKind of slot.kinds) {
    for (const row of party.addresses) if (isKind(row.type) && holdsSomething(row, setting)) return row
  }
  return null
}

function holdsSomething(row: CapsuleAddress, setting: FieldSetting): boolean {
  const plain = row.street ?? row.city ?? row.zip
  return (plain !== null && hasPlainSign(plain)) || capsuleForm(row, setting) !== null
}

function addressWords(value: string): string {
  const parts = partsOf(value, 5)
  if (parts === null) return value
  const [street = null, city = null, region = null, postalCode = null, country = null] = parts
  const place = [city, region, postalCode].filter((part) => part !== null).join(' ')
  const land = country === null ? null : (capsuleCountry(country) ?? country)
  return [street, place, land].filter((part) => part !== null && part !== '').join('\n')
}
