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
  'plan.approved': 'The plan was approved',
  'run.done': 'The run ended',
  'capsule.connected': 'Capsule was connected',
  'xero.connected': 'Xero was connected',
  'capsule.disconnected': 'Capsule was disconnected',
  'xero.disconnected': 'Xero was disconnected',
  'settings.changed': 'The settings were changed',
  'apps.changed': 'The app registration was changed',
}

/** An audit entry as a sentence, with who did it. */
export function auditWords(entry: Entry): string {
  const [, action = entry.action, outcome] = /^(.*?)(?:\.(done|failed|skipped))?$/.exec(entry.action) ?? []
  const known = subjects[entry.action] ?? subjects[action] ?? entry.action
  const by = entry.actor.startsWith('user:') ? ` by ${entry.actor.slice(5)}` : ''
  if (outcome === 'failed' && action !== 'run') return `Refused: ${lower(known)}${reason(entry.details)}`
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
