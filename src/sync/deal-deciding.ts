import { opportunityUrl, partyUrl } from '#capsule/site.ts'
import { dealMarker, markerOf } from '#core/deal/draft.ts'
import { type DealDecision, planDeal, planEmptyInvoice } from '#core/deal/plan.ts'
import {
  type DealRule,
  type DealSettings,
  descriptionDefault,
  referenceDefault,
} from '#core/deal/settings.ts'
import { type Claim, markedDocument } from '#db/deals.ts'
import type { OpportunityRow } from '#db/opportunities.ts'
import type { CapsuleAccount, XeroAccount } from './accounts.ts'
import { customerOf } from './deal-customer.ts'
import type { DocumentShape } from './deal-operations.ts'
import type { Engine } from './engine.ts'
import { todayOf } from './observe.ts'
import { mayWriteDocuments } from './xero-scopes.ts'

export interface Both {
  readonly capsule: CapsuleAccount
  readonly xero: XeroAccount
}

/** What one document is about: an opportunity, a claim, or both. */
export interface Candidate {
  readonly row: OpportunityRow | null
  readonly claim: Claim | null
}

export interface PlannedDocument {
  readonly decision: DealDecision
  readonly shape: Omit<DocumentShape, 'claimId' | 'contactId' | 'draft'>
}

/** What is to be done about one document, by our copies as they are now. */
export async function decideDocument(
  engine: Engine,
  { capsule, xero }: Both,
  deals: DealSettings,
  { row, claim: known }: Candidate,
): Promise<PlannedDocument> {
  const { workspaceId, id: connectionId, details, scopes } = xero.connection
  const { siteUrl } = capsule.connection.details
  const billed = { partyId: row?.party_id ?? known?.party_id ?? null, contactId: known?.contact_id ?? null }
  const customer = await customerOf(engine.db, workspaceId, connectionId, billed)
  const today = todayOf(details.timeZone, engine.now())
  const common = { customer, today, mayWrite: mayWriteDocuments(scopes) }
  const earlier = known?.earlier ?? []
  const shape = {
    opportunityId: row?.id ?? null,
    name: row?.name ?? customer.name,
    customer: customer.name,
    partyId: 'partyId' in customer ? customer.partyId : null,
    asked: known?.asked_by !== null && known !== null,
  }
  if (known && known.opportunity_id === null) {
    const number = known.id.slice(0, 8)
    const url = `${partyUrlOf(siteUrl, billed.partyId)}?counterpart=${number}`
    const marker = markerOf('invoice', url, number)
    const marked = await markedDocument(engine.db, workspaceId, 'invoice', marker, earlier)
    return {
      decision: planEmptyInvoice({ ...common, marked, url, number }),
      shape: { ...shape, marker },
    }
  }
  const asked = known?.asked_by !== null && known !== null
  const rule = row === null ? null : ruleOf(deals, row, asked)
  const dealUrl = opportunityUrl(siteUrl, row?.id ?? known?.opportunity_id ?? 0)
  const make = rule?.make ?? 'draft_invoice'
  const marker = dealMarker(make, dealUrl, row?.id ?? 0)
  const kind = make === 'quote' ? 'quote' : 'invoice'
  const marked = await markedDocument(engine.db, workspaceId, kind, marker, earlier)
  return {
    decision: planDeal({
      ...common,
      deal: row?.state === 'active' ? row.data : null,
      stageAt: row?.stage_at.toISOString() ?? '',
      rule,
      asked,
      marked,
      dealUrl,
      baseCurrency: details.baseCurrency,
    }),
    shape: { ...shape, marker },
  }
}

const partyUrlOf = (siteUrl: string, partyId: number | null): string =>
  partyId === null ? `${siteUrl.replace(/\/$/, '')}/parties` : partyUrl(siteUrl, partyId)

/** The rule of its milestone; what a person asks for is made by some rule, or as a plain draft. */
function ruleOf(
  deals: DealSettings,
  row: Pick<OpportunityRow, 'milestone_id'>,
  asked: boolean,
): DealRule | null {
  const own = deals.rules.find((rule) => rule.milestoneId === row.milestone_id)
  if (own || !asked) return own ?? null
  return deals.rules.find((rule) => rule.on) ?? plainRule
}

const plainRule: DealRule = {
  id: 'plain',
  on: true,
  automatic: false,
  pipelineId: 0,
  milestoneId: 0,
  pipelineName: '',
  milestoneName: '',
  make: 'draft_invoice',
  approve: false,
  reference: referenceDefault,
  description: descriptionDefault,
  itemCode: null,
  accountCode: null,
  taxType: null,
  lineAmounts: 'exclusive',
  tracking: [],
  termsDays: null,
  since: '1970-01-01T00:00:00.000Z',
}
