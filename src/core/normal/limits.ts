/**
 * How many characters Xero takes.
 *
 * @source reference/xero.md §7
 */
export const xeroLimits = {
  name: 255,
  personName: 255,
  email: 255,
  accountNumber: 50,
  companyNumber: 50,
  taxNumber: 50,
  addressLines: 4,
  addressLine: 500,
  city: 255,
  region: 255,
  postalCode: 50,
  country: 50,
  phoneCountryCode: 20,
  phoneAreaCode: 10,
  phoneNumber: 50,
  contactPersons: 5,
} as const

/**
 * Capsule does not say how many characters it takes; more than these is not tried.
 *
 * @source reference/capsule.md §4.2: UNCONFIRMED
 */
export const capsuleLimits = { name: 255, text: 255, street: 2100 } as const

/** Why a text is too long, in words; null when it is not. */
export function tooLong(side: 'Xero' | 'Capsule', what: string, text: string, most: number): string | null {
  return text.length <= most ? null : `${side} allows ${most} characters; this ${what} has ${text.length}.`
}
