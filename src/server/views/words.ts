interface Entry {
  readonly actor: string
  readonly action: string
  readonly details: Readonly<Record<string, unknown>>
}

const subjects: Readonly<Record<string, string>> = {
  'capsule.field.create': 'A custom field for our reference was added in Capsule',
  'capsule.party.create': 'The record was created in Capsule from the Xero contact',
  'capsule.party.reference': 'The Xero reference was written on the Capsule record',
  'xero.contact.reference': 'The Capsule id was written on the Xero contact',
  'capsule.party.update': 'Values were written to the Capsule record',
  'xero.contact.update': 'Values were written to the Xero contact',
  'xero.contact.create': 'The contact was created in Xero from the Capsule record',
  'capsule.party.unreference': 'The Xero reference was taken off the Capsule record',
  'xero.contact.unreference': 'The Capsule id was taken off the Xero contact',
  'capsule.party.delete': 'The record that had been created in Capsule was deleted',
  'xero.contact.note': 'The link was noted in the history of the Xero contact',
  'xero.contact.archive': 'The contact was archived in Xero',
  'xero.invoice.create': 'An invoice was created in Xero',
  'xero.quote.create': 'A quote was created in Xero',
  'capsule.opportunity.update': 'The deal was moved in Capsule',
  'capsule.opportunity.note': 'A note was left on the deal in Capsule',
  'deal.asked': 'The document of a deal was asked for',
  'deal.document.found': 'The document of a deal was found in Xero',
  'invoice.begun': 'An invoice was begun',
  'link.follow': 'The link followed the contact, which was merged in Xero',
  'link.repoint': 'The link followed the record, which was merged in Capsule',
  'link.end': 'The link ended',
  'link.made': 'The records were linked',
  'link.ended': 'The records were unlinked',
  'review.linked': 'The records were linked after a question',
  'review.rejected': 'The suggested matches were rejected',
  'review.resolved': 'A conflict was decided',
  'review.approved': 'A write was approved',
  'review.refused': 'A write was refused',
  'review.dismissed': 'A suggested merge was dismissed',
  'run.approved': 'A large run was approved',
  'run.refused': 'A large run was refused',
  'contact.resync': 'A re-sync was asked for',
  'contact.excluded': 'It was left out of the synchronisation',
  'contact.included': 'It was included again',
  'contact.wanted': 'Adding it to Capsule was asked for',
  'party.wanted': 'Adding it to Xero was asked for',
  'field.taken': 'A difference was decided',
  'rules.changed': 'The rules were changed',
  'undo.started': 'An undo was started',
  'plan.approved': 'The plan was approved',
  'run.done': 'The run ended',
  'capsule.connected': 'Capsule was connected',
  'xero.connected': 'Xero was connected',
  'capsule.disconnected': 'Capsule was disconnected',
  'xero.disconnected': 'Xero was disconnected',
  'viewer.role': 'A person was given another role',
  'viewer.removed': 'A person was taken out',
  'viewer.invited': 'A person was invited',
  'viewer.joined': 'A person joined',
  'viewer.ended': 'Capsule ended the access of a person',
  'settings.changed': 'The settings were changed',
  'alerts.changed': 'The alerts were changed',
  'problem.retried': 'Another try was asked for',
  'problem.sent_without': 'It was sent without the refused value',
  'problem.ignored': 'A problem was ignored',
  'problem.reopened': 'A problem was opened again',
  'problem.assigned': 'Somebody was asked to look after a problem',
  'apps.changed': 'The app registration was changed',
}

const counted: Readonly<Record<string, string>> = {
  'capsule.field.create.done': 'Custom fields for our references were added in Capsule',
  'capsule.party.create.done': '% records were created in Capsule from Xero contacts',
  'capsule.party.reference.done': 'The Xero reference was written on % Capsule records',
  'xero.contact.reference.done': 'The Capsule id was written on % Xero contacts',
  'capsule.party.update.done': 'Values were written to % Capsule records',
  'xero.contact.update.done': 'Values were written to % Xero contacts',
  'xero.contact.create.done': '% contacts were created in Xero from Capsule records',
  'capsule.party.unreference.done': 'The Xero reference was taken off % Capsule records',
  'xero.contact.unreference.done': 'The Capsule id was taken off % Xero contacts',
  'capsule.party.delete.done': '% records that had been created in Capsule were deleted',
  'xero.contact.note.done': 'The link was noted in the history of % Xero contacts',
  'xero.invoice.create.done': '% invoices were created in Xero',
  'xero.quote.create.done': '% quotes were created in Xero',
  'capsule.opportunity.update.done': '% deals were moved in Capsule',
  'capsule.opportunity.note.done': 'Notes were left on % deals in Capsule',
  'xero.contact.archive.done': '% contacts were archived in Xero',
}

/** Several entries of one kind in a row as one sentence; null for kinds that are told one by one. */
export function countedWords(entry: Entry, count: number): string | null {
  const words = counted[entry.action]
  if (words === undefined) return null
  const by = entry.actor.startsWith('user:') ? ` by ${entry.actor.slice(5)}` : ''
  return `${words.replace('%', count.toLocaleString('en'))}${by}`
}

/**
 * An audit entry as a sentence, with who did it.
 *
 * @param says whether the vendor's words may be told, which may hold values
 */
export function auditWords(entry: Entry, says = true): string {
  const [, action = entry.action, outcome] = /^(.*?)(?:\.(done|failed|skipped))?$/.exec(entry.action) ?? []
  const known = subjects[entry.action] ?? subjects[action] ?? entry.action
  const by = entry.actor.startsWith('user:') ? ` by ${entry.actor.slice(5)}` : ''
  if (outcome === 'failed' && action !== 'run')
    return `Refused: ${lower(known)}${says ? reason(entry.details) : ''}`
  if (outcome === 'skipped') return `Left out, because it changed after the plan: ${lower(known)}`
  return `${known}${by}`
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

function reason(details: Readonly<Record<string, unknown>>): string {
  const error = details.error
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string')
    return `. ${error.message}`
  return ''
}
