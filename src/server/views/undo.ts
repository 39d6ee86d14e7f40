import type { UndoPreview as UndoPreviewView } from '#api/activity.ts'
import { contactsByIds, partiesByIds } from '#db/read-reviews.ts'
import { DocumentShape, documentKinds, OpportunityName, opportunityKinds } from '#sync/deal-operations.ts'
import type { Engine, WorkspaceId } from '#sync/engine.ts'
import type { UndoPreview } from '#sync/undoing.ts'
import { counted, fieldLabel, fieldList, fieldWords, sideName } from './field-words.ts'

type UndoOperation = UndoPreview['plan']['operations'][number]

const linesMax = 100
/** Xero takes this many contacts in one call. @source reference/xero.md §3 */
const contactsPerCall = 50

/** What undoing would do and would not, in words. */
export async function undoView(
  engine: Engine,
  workspaceId: WorkspaceId,
  { hash, rows, plan, lifts }: UndoPreview,
): Promise<UndoPreviewView> {
  const shown = plan.operations.slice(0, linesMax)
  const rowOf = new Map(rows.map((row) => [row.id, row]))
  const parties = await partiesByIds(engine.db, workspaceId, [
    ...shown.map((each) => each.partyId),
    ...rows.flatMap((row) => row.party_id ?? []),
  ])
  const contacts = await contactsByIds(engine.db, workspaceId, [
    ...shown.map((each) => each.contactId),
    ...rows.flatMap((row) => row.contact_id ?? []),
  ])
  const nameOf = (side: 'capsule' | 'xero', partyId: number | null, contactId: string | null): string => {
    const party = parties.get(partyId ?? 0)?.name
    const contact = contacts.get(contactId ?? '')?.name
    return (side === 'capsule' ? (party ?? contact) : (contact ?? party)) ?? 'Custom fields'
  }
  const wont = distinctLines([
    ...rows.flatMap(stays),
    ...plan.kept.map(({ operationId, field, why }) => {
      const row = rowOf.get(operationId)
      const name = nameOf(row?.side ?? 'xero', row?.party_id ?? null, row?.contact_id ?? null)
      return { name, words: field === null ? why : `${fieldLabel(field)}: ${why}` }
    }),
  ])
  const capsuleRecords = new Set(
    plan.operations.flatMap((each) => (each.kind.startsWith('capsule.') ? [each.partyId] : [])),
  )
  const xeroRecords = new Set(plan.operations.flatMap((each) => (isInBatch(each) ? [each.contactId] : [])))
  return {
    hash,
    will: [
      ...liftWords(lifts),
      ...shown.map((each) => {
        const side = each.kind.startsWith('xero.') ? ('xero' as const) : ('capsule' as const)
        return {
          side,
          name: nameOf(side, each.partyId, each.contactId),
          words: willWords(each),
          changes: 'changes' in each ? each.changes.map(changeLine) : [],
        }
      }),
    ],
    willCount: plan.operations.length + liftWords(lifts).length,
    wont: wont.slice(0, linesMax),
    wontCount: wont.length,
    calls: capsuleRecords.size + Math.ceil(xeroRecords.size / contactsPerCall) + groupCalls(plan.operations),
  }
}

/** Contacts are written many to a call, except where only their groups change. */
const isInBatch = (each: UndoOperation): boolean =>
  each.kind === 'xero.contact.update'
    ? Object.keys(each.edit).some((key) => key !== 'groups')
    : each.kind.startsWith('xero.')

/** A group takes many in one call, and lets go of one in each. */
function groupCalls(operations: readonly UndoOperation[]): number {
  const edits = operations.flatMap((each) =>
    each.kind === 'xero.contact.update' ? (each.edit.groups ?? []) : [],
  )
  const joining = Map.groupBy(
    edits.flatMap(({ add }) => add),
    ({ id }) => id,
  )
  const joins = [...joining.values()].map((each) => Math.ceil(each.length / contactsPerCall))
  return [...joins, ...edits.map(({ remove }) => remove.length)].reduce((sum, calls) => sum + calls, 0)
}

/** Documents are ended in Xero, where what became of them meanwhile shows. */
function stays({ kind, after }: { readonly kind: string; readonly after: unknown }) {
  const document = documentKinds.includes(kind) ? DocumentShape.safeParse(after).data : undefined
  if (document) {
    const what = document.draft.kind
    return [{ name: document.customer, words: `The ${what} stays in Xero. Delete or void it there.` }]
  }
  const told = opportunityKinds.includes(kind) ? OpportunityName.safeParse(after).data : undefined
  return told ? [{ name: told.name, words: 'What was written on the deal in Capsule stays.' }] : []
}

/** What an undo left out is treated by the rules again. */
function liftWords(lifts: UndoPreview['lifts']): UndoPreviewView['will'] {
  const excluded = lifts?.excluded ?? []
  if (excluded.length === 0) return []
  const name = counted(excluded.length, 'record')
  const words = 'Included again: matched, linked and created by the rules as any other.'
  return [{ side: 'capsule', name, words, changes: [] }]
}

function willWords(operation: UndoOperation): string {
  switch (operation.kind) {
    case 'capsule.party.update':
    case 'xero.contact.update': {
      const side = sideName(operation.kind === 'xero.contact.update' ? 'xero' : 'capsule')
      return `Puts ${fieldList(operation.changes.map((change) => change.field))} back in ${side}.`
    }
    case 'capsule.party.facts':
      return 'Puts back what the fields and tags of its figures held.'
    case 'capsule.task.remove':
      return 'Deletes the task in Capsule.'
    case 'capsule.task.reopen':
      return 'Opens the task in Capsule again.'
    case 'capsule.party.unreference':
      return 'Unlinks it: the reference to the Xero contact is taken off in Capsule.'
    case 'xero.contact.unreference':
      return 'Unlinks it: the reference to the Capsule record is taken off in Xero.'
    case 'capsule.party.delete':
      return 'Deletes the record in Capsule, which Counterpart created and nobody changed since.'
    case 'xero.contact.archive':
      return 'Archives the contact in Xero, which Counterpart created. Xero deletes no contacts.'
  }
}

type Change = Extract<UndoOperation, { readonly changes: unknown }>['changes'][number]

const changeLine = ({ field, before, after }: Change) => ({
  label: fieldLabel(field),
  before: fieldWords(field, before),
  after: fieldWords(field, after),
})

function distinctLines<Line extends { readonly name: string; readonly words: string }>(
  lines: readonly Line[],
): Line[] {
  return [...new Map(lines.map((line) => [`${line.name}\n${line.words}`, line])).values()]
}
