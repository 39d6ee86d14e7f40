import { createField, listFields } from '#capsule/fields.ts'
import { defined } from '#core/assert.ts'
import type { CapsuleFieldId } from '#core/model/ids.ts'
import { type CapsuleDetails, connectionById, saveDetails, type XeroDetails } from '#db/connections.ts'
import { markEnded, markSent, openOperations } from '#db/operations.ts'
import type { Engine } from '../engine.ts'
import { referencesOf } from '../references.ts'
import { FieldShape } from '../stored-operations.ts'
import type { Application } from './application.ts'

/**
 * Our two custom fields of an organisation; found by name when they exist, because a lost answer must not make a second
 * pair.
 */
export async function createFields(engine: Engine, application: Application): Promise<boolean> {
  const operations = await openOperations(engine.db, application.runId, ['capsule.field.create'], 10)
  if (operations.length === 0) return true
  const { capsule, xero } = application.accounts
  const http = capsule.http(application.lane, application.progress.onCall)
  const existing = await listFields(http)
  for (const operation of operations) {
    const { name, purpose } = FieldShape.parse(operation.after)
    await markSent(engine.db, [operation.id], new Date(engine.now()))
    const description = 'Kept by Counterpart; please do not edit.'
    const field =
      existing.find((f) => f.name === name) ?? (await createField(http, { name, type: 'text', description }))
    const made = purpose === 'contact_id' ? { contactIdField: field.id } : { contactLinkField: field.id }
    const details = await detailsOf(engine, application.accounts)
    const { references } = details.xero
    if (references)
      await saveDetails(engine.db, xero.connection.id, {
        ...details.xero,
        references: { ...references, ...made },
      })
    else await saveDetails(engine.db, capsule.connection.id, { ...details.capsule, ...made })
    const result = { fieldId: field.id }
    await markEnded(
      engine.db,
      [{ id: operation.id, state: 'done', error: null, result }],
      new Date(engine.now()),
    )
    await application.progress.advance('capsule_writes', 1)
  }
  return true
}

/** As they are stored now: the ids of fields may have been learnt since the accounts were made. */
async function detailsOf(
  engine: Engine,
  accounts: Application['accounts'],
): Promise<{ readonly capsule: CapsuleDetails; readonly xero: XeroDetails }> {
  const capsule = await connectionById(engine.db, accounts.capsule.connection.id)
  const xero = await connectionById(engine.db, accounts.xero.connection.id)
  return {
    capsule: capsule?.side === 'capsule' ? capsule.details : accounts.capsule.connection.details,
    xero: xero?.side === 'xero' ? xero.details : accounts.xero.connection.details,
  }
}

export interface ReferenceFields {
  readonly contactIdField: CapsuleFieldId
  readonly contactLinkField: CapsuleFieldId
}

/** The ids of our two fields for an organisation; a plan that writes to them makes them first. */
export async function referenceFields(
  engine: Engine,
  accounts: Application['accounts'],
): Promise<ReferenceFields> {
  const { capsule, xero } = await detailsOf(engine, accounts)
  const { contactIdField, contactLinkField } = referencesOf(capsule, xero)
  return {
    contactIdField: defined(contactIdField, 'the contact id field exists before parties are written'),
    contactLinkField: defined(contactLinkField, 'the contact link field exists before parties are written'),
  }
}
