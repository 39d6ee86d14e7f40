import type { CapsuleParty } from '../model/party.ts'
import { tooLong, xeroLimits } from '../normal/limits.ts'
import { hasPlainSign, shown } from '../normal/shown.ts'
import type { Field, Subject } from './field.ts'
import { capsuleFit, refused, xeroFit } from './fit.ts'
import { primaryOf } from './person.ts'

/** An e-mail address as it is compared: lower case; whatever somebody typed is a value. */
export function emailForm(text: string): string {
  if (isPlainLower(text)) return text
  const lower = shown(text).toLowerCase()
  // Lower case of a few letters is not in its shortest form.
  return shown(lower)
}

/** Seven-bit text without capitals and white space, as most addresses are. */
function isPlainLower(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 33 || code > 126 || (code > 64 && code < 91)) return false
  }
  return true
}

/**
 * Why Xero would refuse an address, in words; null when it takes it.
 *
 * @source reference/xero.md §7: 255 characters, without umlauts
 */
export function emailFault(address: string): string | null {
  const long = tooLong('Xero', 'e-mail address', address, xeroLimits.email)
  if (long !== null) return long
  if (/[^\x20-\x7e]/.test(address))
    return `Xero takes only plain letters in an e-mail address; ${address} has others.`
  return /^[^\s@<>,;:"()[\]\\]+@(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}$/i.test(address)
    ? null
    : `“${address}” is not an e-mail address.`
}

/** The e-mail that Capsule shows first, and of an organisation without any the one of its primary person. */
export const email: Field = {
  key: 'email',
  label: 'e-mail',
  readCapsule(subject) {
    const row = firstRow(subject.party)
    if (row !== null) return emailForm(row.address)
    const inherited = inheritedFrom(subject)
    return inherited === null ? null : emailForm(inherited.row.address)
  },
  readXero(contact) {
    return contact.email === null ? null : emailForm(contact.email) || null
  },
  toXero(value, contact, setting) {
    const address = value === null ? '' : emailForm(value)
    if (value !== null && address === '') return refused('This is no e-mail address.')
    const fault = value === null ? null : emailFault(address)
    if (fault !== null) return refused(fault)
    return xeroFit(email, value, contact, { email: address === '' ? null : address }, setting)
  },
  toCapsule(value, subject, setting) {
    const row = firstRow(subject.party)
    const address = value === null ? '' : emailForm(value)
    if (value !== null && address === '') return refused('This is no e-mail address.')
    const long = tooLong('Capsule', 'e-mail address', address, xeroLimits.email)
    if (long !== null) return refused(long)
    if (address !== '') {
      const type = subject.party.type === 'organisation' ? 'Work' : null
      const edited = row === null ? { type, address } : { id: row.id, type: row.type, address }
      return capsuleFit(email, value, subject, { emails: [edited] }, setting)
    }
    if (row !== null) {
      const lost = 'Capsule has another e-mail address for this record, which counts from now on.'
      return capsuleFit(email, value, subject, { emails: [{ id: row.id, remove: true }] }, setting, lost)
    }
    const inherited = inheritedFrom(subject)
    if (inherited === null) return capsuleFit(email, value, subject, {}, setting)
    return refused(`The e-mail is the one of ${inherited.person.name}: change that person in Capsule.`)
  },
  words: (value) => value,
}

type EmailRow = CapsuleParty['emails'][number]

function firstRow(party: CapsuleParty): EmailRow | null {
  for (const row of party.emails) if (hasPlainSign(row.address) || emailForm(row.address) !== '') return row
  return null
}

function inheritedFrom(subject: Subject): { readonly person: CapsuleParty; readonly row: EmailRow } | null {
  const person = subject.party.type === 'organisation' ? primaryOf(subject) : null
  const row = person === null ? null : firstRow(person)
  return person === null || row === null ? null : { person, row }
}
