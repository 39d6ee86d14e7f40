import { createField, listFields } from '#capsule/fields.ts'
import { defined } from '#core/assert.ts'
import { type CapsuleFieldId, capsuleFieldId } from '#core/model/ids.ts'
import { type CapsuleDetails, connectionById, saveDetails } from '#db/connections.ts'
import { markEnded, markSent, openOperations } from '#db/operations.ts'
import type { CapsuleAccount } from '../accounts.ts'
import type { Engine } from '../engine.ts'
import { FieldShape } from '../stored-operations.ts'
import type { Application } from './application.ts'

/** Our two custom fields; found by name when they exist, because a lost answer must not make a second pair. */
export async function createFields(engine: Engine, application: Application): Promise<boolean> {
  const operations = await openOperations(engine.db, application.runId, ['capsule.field.create'], 10)
  if (operations.length === 0) return true
  const { capsule } = application.accounts
  const http = capsule.http(application.lane, application.progress.onCall)
  const existing = await listFields(http)
  for (const operation of operations) {
    const { name, purpose } = FieldShape.parse(operation.after)
    await markSent(engine.db, [operation.id], new Date(engine.now()))
    const description = 'Kept by Counterpart; please do not edit.'
    const field =
      existing.find((f) => f.name === name) ?? (await createField(http, { name, type: 'text', description }))
    const details = await capsuleDetails(engine, capsule)
    await saveDetails(engine.db, capsule.connection.id, {
      ...details,
      ...(purpose === 'contact_id' ? { contactIdField: field.id } : { contactLinkField: field.id }),
    })
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

async function capsuleDetails(engine: Engine, account: CapsuleAccount): Promise<CapsuleDetails> {
  const connection = await connectionById(engine.db, account.connection.id)
  return connection?.side === 'capsule' ? connection.details : account.connection.details
}

export interface ReferenceFields {
  readonly contactIdField: CapsuleFieldId
  readonly contactLinkField: CapsuleFieldId
}

/** The ids of our two fields; a plan that writes to them makes them first. */
export async function referenceFields(engine: Engine, account: CapsuleAccount): Promise<ReferenceFields> {
  const details = await capsuleDetails(engine, account)
  return {
    contactIdField: capsuleFieldId(
      defined(details.contactIdField, 'the contact id field exists before parties are written'),
    ),
    contactLinkField: capsuleFieldId(
      defined(details.contactLinkField, 'the contact link field exists before parties are written'),
    ),
  }
}
