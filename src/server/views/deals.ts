import type { z } from 'zod'
import type { DealRow, DealSettingsView, DealState, InvoiceRequest } from '#api/deals.ts'
import { opportunityUrl } from '#capsule/site.ts'
import { placeholders } from '#core/deal/template.ts'
import type { DocumentStatus } from '#core/model/document.ts'
import { xeroContactId, xeroDocumentId } from '#core/model/ids.ts'
import { minorFromDecimal } from '#core/money.ts'
import type { Access } from '#db/access.ts'
import type { Claim } from '#db/deals.ts'
import type { DealRowData } from '#db/read-deals.ts'
import { loadRules } from '#db/rules.ts'
import type { DealChoices } from '#sync/deal-choices.ts'
import type { Engine, WorkspaceId } from '#sync/engine.ts'
import { mayWriteDocuments } from '#sync/xero-scopes.ts'
import { contactUrl, documentUrl, quoteUrl } from '#xero/links.ts'
import { type Sides, xeroOf } from './sides.ts'

type Row = z.infer<typeof DealRow>

/** @param milestones at which a rule makes documents */
export function dealView(row: DealRowData, access: Access, sides: Sides, milestones: readonly number[]): Row {
  const { data } = row
  const state = stateOf(row)
  const { durationBasis, duration } = data
  const isFixed = durationBasis === 'FIXED' || duration === null
  return {
    id: row.id,
    name: data.name,
    url: opportunityUrl(sides.capsule?.details.siteUrl ?? '', row.id),
    customer: row.customer === null ? null : { key: `p${row.party_id}`, name: row.customer },
    milestone: data.milestone.name,
    value: worthOf(row, sides),
    duration: isFixed ? null : `${duration} ${durationBasis.toLowerCase()}${duration === 1 ? '' : 's'}`,
    closedOn: data.closedOn,
    since: row.stage_at.toISOString(),
    state,
    why: row.shows_billed ? row.why : null,
    next: row.shows_billed ? row.next : null,
    document: row.shows_billed ? documentOf(row, access, sides) : null,
    canMake:
      state === 'none'
        ? milestones.includes(row.milestone_id)
        : ['failed', 'refused', 'gone'].includes(state),
  }
}

function stateOf({ claim_state, wait }: DealRowData): DealState {
  switch (claim_state) {
    case null:
      return 'none'
    case 'wanted':
      return wait === null ? 'working' : 'waiting'
    case 'planned':
      return wait === 'approval' ? 'approval' : 'working'
    default:
      return claim_state
  }
}

function worthOf({ data }: DealRowData, { xero }: Sides): Row['value'] {
  const currency = data.currency ?? xero?.details.baseCurrency ?? null
  if (data.amount === null || currency === null) return null
  return { minor: minorFromDecimal(data.amount, currency), currency }
}

function documentOf(row: DealRowData, access: Access, sides: Sides): Row['document'] {
  const { document_id: id, document_kind: kind, document_status: status } = row
  if (id === null || kind === null) return null
  const total =
    access.amounts && row.total_minor !== null && row.document_currency !== null
      ? { minor: Number(row.total_minor), currency: row.document_currency }
      : null
  const url = documentLink(sides, { id, kind, status, connection_id: row.connection_id })
  return { kind, number: row.number, status: status ?? '', total, url: url ?? '' }
}

/** Drafts open where they can be completed. */
function documentLink(
  sides: Sides,
  document: {
    readonly id: string
    readonly kind: 'invoice' | 'quote'
    readonly status: string | null
    readonly connection_id: string | null
  },
): string | null {
  const xero = xeroOf(sides, document.connection_id)
  if (!xero) return null
  const place = { appUrl: sides.xeroAppUrl, shortCode: xero.details.shortCode }
  const id = xeroDocumentId(document.id)
  if (document.kind === 'quote') return quoteUrl(place, id)
  return documentUrl(place, { id, kind: 'invoice', status: statusOf(document.status) })
}

const statuses: readonly DocumentStatus[] = ['DRAFT', 'SUBMITTED', 'AUTHORISED', 'PAID', 'VOIDED', 'DELETED']
const statusOf = (text: string | null): DocumentStatus =>
  statuses.find((status) => status === text) ?? 'AUTHORISED'

export async function dealSettingsView(
  engine: Engine,
  workspaceId: WorkspaceId,
  sides: Sides,
  choices: DealChoices | null,
): Promise<DealSettingsView> {
  const { deals, version } = await loadRules(engine.db, workspaceId)
  return {
    rules: deals.rules.map((rule) => ({ ...rule, tracking: [...rule.tracking] })),
    button: deals.button,
    accepted: { ...deals.accepted },
    paid: { ...deals.paid },
    version,
    mayWrite: mayWriteDocuments(sides.xero?.scopes ?? []),
    choices,
    placeholders: Object.entries(placeholders).map(([name, means]) => ({ name, means })),
  }
}

/** What has become of an invoice that a person began. */
export function invoiceRequestView(claim: Claim, sides: Sides): InvoiceRequest {
  const xero = xeroOf(sides, claim.connection_id)
  const place = xero && { appUrl: sides.xeroAppUrl, shortCode: xero.details.shortCode }
  const { document_id: id, contact_id: contactId } = claim
  const shown = {
    id: claim.id,
    invoiceUrl:
      id === null
        ? null
        : documentLink(sides, {
            id,
            kind: 'invoice',
            status: claim.document_status,
            connection_id: claim.connection_id,
          }),
    contactUrl: place && contactId !== null ? contactUrl(place, xeroContactId(contactId)) : null,
  }
  switch (claim.state) {
    case 'made':
      return { ...shown, state: 'ready', words: 'The draft is in Xero, ready to be completed.', next: null }
    case 'gone':
    case 'failed':
    case 'refused':
      return { ...shown, state: 'failed', words: claim.why ?? 'It could not be made.', next: claim.next }
    default: {
      // A contact that is being created is no hindrance, only a moment longer.
      const isStuck = claim.wait !== null && !(claim.why ?? '').includes('is being created')
      return {
        ...shown,
        state: isStuck ? 'waiting' : 'working',
        words: claim.why ?? 'The draft is being made in Xero.',
        next: isStuck ? claim.next : null,
      }
    }
  }
}
