import { validate as abn } from 'stdnum/lib/cjs/au/abn.js'
import { validate as acn } from 'stdnum/lib/cjs/au/acn.js'
import { validate as canadianBn } from 'stdnum/lib/cjs/ca/bn.js'
import { validate as britishVat } from 'stdnum/lib/cjs/gb/vat.js'
import { validate as gstin } from 'stdnum/lib/cjs/in/gstin.js'
import { validate as ird } from 'stdnum/lib/cjs/nz/ird.js'
import { validate as uen } from 'stdnum/lib/cjs/sg/uen.js'
import { fold, squeezed, words } from './text.ts'
import { euVatSchemes } from './vat-schemes.ts'

/** A number from a public register, in the form in which two of them are compared. */
export interface RegisterNumber {
  readonly kind: 'tax_number' | 'company_number'
  /** What people call it. */
  readonly label: string
  readonly value: string
  /** A check digit vouches for it. */
  readonly checked: boolean
  /** Follows from another number and is no evidence against a match. */
  readonly derived: boolean
}

/**
 * What a text typed into a tax number field says: every register in which it is a valid number.
 * Wrong, masked (`*****1234`) and filler numbers say nothing.
 *
 * @throws never
 */
export function taxNumbers(text: string | null): readonly RegisterNumber[] {
  const value = bareNumber(text)
  if (value === null) return []
  const found: RegisterNumber[] = []
  const add = (kind: RegisterNumber['kind'], label: string, number: string, derived = false) =>
    found.push({ kind, label, value: number, checked: true, derived })

  if (/^(?:AU)?\d{11}$/.test(value)) {
    const digits = value.slice(-11)
    if (abn(digits).isValid) {
      add('tax_number', 'ABN', digits)
      // A company's ABN is its ACN behind two check digits.
      if (acn(digits.slice(2)).isValid) add('company_number', 'ACN', digits.slice(2), true)
    }
  } else if (/^\d{9}$/.test(value)) {
    if (acn(value).isValid) add('company_number', 'ACN', value)
    if (britishVat(value).isValid) add('tax_number', 'VAT number', value)
    if (ird(value).isValid) add('tax_number', 'GST number', value)
  } else if (/^(?:NZ)?\d{8,9}$/.test(value)) {
    const digits = value.replace('NZ', '').padStart(9, '0')
    if (ird(digits.replace(/^0/, '')).isValid) add('tax_number', 'GST number', digits)
  } else if (/^\d{13}$/.test(value)) {
    if (isNzbn(value)) add('company_number', 'NZBN', value)
  } else if (/^(?:GB)?\d{9}(?:\d{3})?$/.test(value)) {
    if (britishVat(value).isValid) add('tax_number', 'VAT number', value.replace('GB', ''))
  } else if (/^\d{9}(?:R[CMPTZ]\d{4})$/.test(value)) {
    if (canadianBn(value).isValid) add('tax_number', 'business number', value.slice(0, 9))
  } else if (/^\d{2}[A-Z]{5}\d{4}[A-Z][0-9A-Z]Z[0-9A-Z]$/.test(value)) {
    if (gstin(value).isValid) add('tax_number', 'GSTIN', value)
  } else if (/^(?:\d{8,9}|[TS]\d{2}[A-Z]{2}\d{4})[A-Z]$/.test(value)) {
    if (uen(value).isValid) add('company_number', 'UEN', value)
  } else if (euVatSchemes.get(value.slice(0, 2))?.(value).isValid) {
    add('tax_number', 'VAT number', value)
  }
  return found
}

/** As `taxNumbers`, and besides a register number without check digit, as British and many others are. */
export function companyNumbers(text: string | null): readonly RegisterNumber[] {
  const checked = taxNumbers(text)
  if (checked.length > 0) return checked
  const value = bareNumber(text)
  if (value === null || !/^[A-Z]{0,3}\d{5,10}$/.test(value)) return []
  // Companies House writes eight digits, people often leave out the leading zero.
  const padded = /^\d{7}$/.test(value) ? `0${value}` : value
  return [{ kind: 'company_number', label: 'company number', value: padded, checked: false, derived: false }]
}

/** What the name of a custom field promises: a tax number, a company's register number, or neither. */
export function numberFieldPurpose(fieldName: string): 'tax' | 'company' | null {
  const known = purposes.get(fieldName)
  if (known !== undefined) return known
  const name = words(fold(fieldName)).join(' ')
  const purpose = taxField.test(name) ? 'tax' : companyField.test(name) ? 'company' : null
  if (purposes.size < 1000) purposes.set(fieldName, purpose)
  return purpose
}

const purposes = new Map<string, 'tax' | 'company' | null>()
const taxField =
  /\b(?:abn|vat|vatin|gst|gstin|tax|taxnumber|taxno|taxid|ird|tin|uid|ust|ustid|ustidnr|btw|tva|iva|nif|cif|bn)\b/
const companyField =
  /\b(?:acn|arbn|nzbn|uen|crn|cvr|kvk|siren|(?:company|companies house|registration|business|organisation) (?:no|number|nr|id|reg\w*)|company registration)\b/

/** Letters and digits behind any leading label ("ABN 51 …"); null for masked, filler or absurd text. */
function bareNumber(text: string | null): string | null {
  if (text === null || text === '' || text.length > 60 || text.includes('*')) return null
  const value = squeezed(text).replace(
    /^(?:(?:ABN|ACN|ARBN|NZBN|GSTIN|GST|VAT|TAX|IRD|REG|NO|NUMBER)(?=[A-Z]*\d))+/,
    '',
  )
  return value.length < 5 || /^[A-Z]*(\d)\1+$/.test(value) ? null : value
}

/** A GS1 location number of New Zealand (prefix 94) with its check digit. */
function isNzbn(digits: string): boolean {
  if (!digits.startsWith('94')) return false
  let sum = 0
  for (let i = 0; i < 12; i++) sum += Number(digits[i]) * (i % 2 === 0 ? 1 : 3)
  return (10 - (sum % 10)) % 10 === Number(digits[12])
}
