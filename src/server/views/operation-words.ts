import type { FieldKey } from '#core/field/field.ts'
import type { NamedOperation } from '#db/read-activity.ts'
import type { OperationTable } from '#db/tables.ts'
import {
  DocumentShape,
  MoveShape,
  OpportunityName,
  OpportunityNoteShape,
  opportunityKinds,
} from '#sync/deal-operations.ts'
import { ApprovalDetails } from '#sync/review-details.ts'
import { FieldShape } from '#sync/stored-operations.ts'
import { factVerbs } from './fact-words.ts'
import { fieldLabel, fieldList, fieldWords, sideName } from './field-words.ts'

export interface ChangeLine {
  readonly label: string
  readonly before: string | null
  readonly after: string | null
}

type Row = Pick<NamedOperation, 'kind' | 'side' | 'after'>

/** The fields an operation writes, with their values for people. */
export function changesOf(row: Row): (ChangeLine & { readonly field: FieldKey })[] {
  const update = ApprovalDetails.safeParse({ operation: { kind: row.kind, ...asObject(row.after) } })
  if (!update.success) return []
  return update.data.operation.changes.map(({ field, before, after }) => ({
    field,
    label: fieldLabel(field),
    before: fieldWords(field, before),
    after: fieldWords(field, after),
  }))
}

const asObject = (value: unknown): object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}

type Tense = 'done' | 'will' | 'could_not'

const tenseOf: Readonly<Record<OperationTable['state'], Tense>> = {
  done: 'done',
  planned: 'will',
  sent: 'will',
  failed: 'could_not',
  skipped: 'could_not',
}

/** One sentence without its stop: "Wrote e-mail and phone to Xero". */
export function operationWords(row: Row & Pick<NamedOperation, 'state'>, isUndo: boolean): string {
  const [past, plain] = verbs(row, isUndo)
  switch (tenseOf[row.state]) {
    case 'done':
      return past
    case 'will':
      return `To do: ${plain}`
    case 'could_not':
      return `${row.state === 'skipped' ? 'Left out' : 'Refused'}: ${plain}`
  }
}

function verbs(row: Row, isUndo: boolean): readonly [past: string, plain: string] {
  const side = sideName(row.side)
  switch (row.kind) {
    case 'capsule.party.update':
    case 'xero.contact.update': {
      const fields = fieldList(changesOf(row).map((change) => change.field)) || 'values'
      return isUndo
        ? [`Put ${fields} back in ${side}`, `put ${fields} back in ${side}`]
        : [`Wrote ${fields} to ${side}`, `write ${fields} to ${side}`]
    }
    case 'capsule.party.reference':
      return ['Wrote the reference to the Xero contact in Capsule', 'write the reference in Capsule']
    case 'xero.contact.reference':
      return ['Wrote the reference to the Capsule record in Xero', 'write the reference in Xero']
    case 'capsule.party.unreference':
    case 'xero.contact.unreference':
      return [`Took the reference off in ${side}`, `take the reference off in ${side}`]
    case 'capsule.party.create':
      return ['Created the record in Capsule', 'create the record in Capsule']
    case 'xero.contact.create':
      return ['Created the contact in Xero', 'create the contact in Xero']
    case 'capsule.party.delete':
      return [
        'Deleted the record in Capsule that had been created there',
        'delete the record that was created in Capsule',
      ]
    case 'xero.contact.note':
      return [
        'Noted the link in the history of the Xero contact',
        'note the link in the history of the Xero contact',
      ]
    case 'xero.invoice.create':
    case 'xero.quote.create': {
      const shape = DocumentShape.safeParse(row.after).data
      const what =
        row.kind === 'xero.quote.create'
          ? 'quote'
          : shape?.draft.status === 'AUTHORISED'
            ? 'invoice, approved,'
            : 'draft invoice'
      const of = shape?.opportunityId ? ` of the deal “${shape.name}”` : ''
      return [`Created a ${what}${of} in Xero`, `create a ${what}${of} in Xero`]
    }
    case 'capsule.opportunity.update': {
      const to = MoveShape.safeParse(row.after).data
      const words = `the deal “${to?.name ?? ''}” to ${to?.milestoneName ?? 'another milestone'} in Capsule`
      return [`Moved ${words}`, `move ${words}`]
    }
    case 'capsule.opportunity.note': {
      const name = OpportunityNoteShape.safeParse(row.after).data?.name ?? ''
      return [`Noted on the deal “${name}” in Capsule`, `note on the deal “${name}” in Capsule`]
    }
    case 'xero.contact.archive':
      return ['Archived the contact in Xero', 'archive the contact in Xero']
    case 'capsule.field.create': {
      const field = FieldShape.safeParse(row.after).data?.name ?? 'for our reference'
      return [`Added the custom field “${field}” in Capsule`, `add the custom field “${field}” in Capsule`]
    }
    default:
      return factVerbs(row, isUndo) ?? [row.kind, row.kind]
  }
}

/** The name people know the written record by, and our page of it. */
export function recordOf(row: NamedOperation): { readonly name: string; readonly href: string | null } {
  const document = DocumentShape.safeParse(row.after).data
  if (document) {
    const { customer, partyId, contactId } = document
    return { name: customer, href: `/contacts/${partyId === null ? `x${contactId}` : `p${partyId}`}` }
  }
  const deal = opportunityKinds.includes(row.kind) ? OpportunityName.safeParse(row.after).data : undefined
  if (deal) return { name: deal.name, href: null }
  const own = row.side === 'capsule' ? row.party_name : row.contact_name
  const name = own ?? row.contact_name ?? row.party_name ?? 'Custom fields'
  if (row.known_party !== null) return { name, href: `/contacts/p${row.known_party}` }
  return { name, href: row.contact_id === null ? null : `/contacts/x${row.contact_id}` }
}
