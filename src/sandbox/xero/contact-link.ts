import type { Contact } from './records.ts'
import { switches } from './switches.ts'

/** An organisation setting: a link shown on every contact. It has no API. */
export interface ContactLink {
  readonly name: string
  /** May hold `{!CONTACTCODE}`, the ContactNumber. */
  readonly pattern: string
}

/**
 * The link's address for one contact; a contact without a code leaves a blank.
 *
 * @source xero.md, "12. Custom contact links"
 */
export function linkFor(link: ContactLink, contact: Contact): string {
  const code = encodeURIComponent(contact.texts.ContactNumber ?? '')
  const filled = link.pattern.replaceAll('{!CONTACTCODE}', code)
  return switches.contactLinkHasId ? filled.replaceAll('{!CONTACTID}', contact.id) : filled
}

/** Why a link cannot be saved, or null. */
export function linkProblem(link: ContactLink): string | null {
  if (link.name === '') return 'The link needs a name.'
  const sample = link.pattern.replaceAll(/\{![A-Z]+\}/g, 'x')
  if (!URL.canParse(sample) || !/^https?:$/.test(new URL(sample).protocol))
    return 'The address must begin with http:// or https://.'
  return null
}
