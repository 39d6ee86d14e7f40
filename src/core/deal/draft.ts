import { addDays, type CivilDate } from '../civil-date.ts'
import type { LineAmounts } from '../model/document.ts'
import type { CapsuleOpportunity } from '../model/opportunity.ts'
import { canonical } from '../plan/hash.ts'
import { sha256 } from '../plan/sha256.ts'
import { dealLine } from './amount.ts'
import type { DealMake, DealRule } from './settings.ts'
import { termsDaysDefault } from './settings.ts'
import { fillTemplate, type Placeholder, shortened } from './template.ts'
import { dueDate, type PaymentTerms } from './terms.ts'

/** A document as it is to be written, without the contact it is for. */
export interface DraftDocument {
  readonly kind: 'invoice' | 'quote'
  readonly status: 'DRAFT' | 'AUTHORISED'
  readonly reference: string | null
  readonly date: CivilDate
  /** Of a quote: the day until which it stands. */
  readonly dueDate: CivilDate | null
  /** ISO 4217; null: the contact's or the organisation's. */
  readonly currency: string | null
  readonly lineAmounts: LineAmounts
  readonly lines: readonly DraftLine[]
  /** The way back to Capsule; invoices alone have one. */
  readonly url: string | null
  readonly title: string | null
  readonly summary: string | null
}

export interface DraftLine {
  readonly description: string
  /** Null, like the price: text alone, to be completed by a person. */
  readonly quantity: string | null
  readonly unitAmount: string | null
  readonly itemCode: string | null
  readonly accountCode: string | null
  readonly taxType: string | null
  readonly tracking: readonly { readonly categoryId: string; readonly optionId: string }[]
}

/** @source reference/xero.md §8.1, §8.3 */
const limits = {
  invoiceReference: 255,
  quoteReference: 4_000,
  description: 4_000,
  title: 100,
  summary: 3_000,
}

/** By what a document made before is known again: its way back, or the end of its reference. */
export type Marker =
  | { readonly by: 'url'; readonly value: string }
  | { readonly by: 'reference'; readonly value: string }

/**
 * Quotes have no link, and Xero takes none that has its own name in it: there the end of the reference says which
 * opportunity it is.
 *
 * @source reference/xero.md §7.1 "Invoice Reference, Url", §8.3
 */
export function markerOf(kind: DraftDocument['kind'], url: string, number: string): Marker {
  return kind === 'invoice' && !url.toLowerCase().includes('xero')
    ? { by: 'url', value: url }
    : { by: 'reference', value: `[Capsule ${number}]` }
}

export function isMarked(
  document: { readonly url?: string | null; readonly reference: string | null },
  marker: Marker,
): boolean {
  return marker.by === 'url'
    ? document.url === marker.value
    : (document.reference ?? '').trimEnd().endsWith(marker.value)
}

const kindOf = (make: DealMake): DraftDocument['kind'] => (make === 'quote' ? 'quote' : 'invoice')
export const dealMarker = (make: DealMake, dealUrl: string, id: number): Marker =>
  markerOf(kindOf(make), dealUrl, String(id))

/** Everything a won opportunity's document says. */
export function dealDraft(from: {
  readonly deal: CapsuleOpportunity
  readonly rule: DealRule
  readonly customer: string
  readonly terms: PaymentTerms | null
  readonly dealUrl: string
  readonly today: CivilDate
  readonly baseCurrency: string
}): DraftDocument {
  const { deal, rule, today } = from
  const kind = kindOf(rule.make)
  const marker = dealMarker(rule.make, from.dealUrl, deal.id)
  const values = placeholderValues(deal, from.customer)
  const line = dealLine(deal, from.baseCurrency)
  const room = kind === 'invoice' ? limits.invoiceReference : limits.quoteReference
  return {
    kind,
    status: rule.make === 'approved_invoice' ? 'AUTHORISED' : 'DRAFT',
    reference: withMarker(fillTemplate(rule.reference, values, room), marker, room),
    date: today,
    dueDate: rule.termsDays === null ? byTerms(today, from.terms) : addDays(today, rule.termsDays),
    currency: line?.currency ?? deal.currency,
    lineAmounts: rule.lineAmounts,
    lines: [
      {
        description: fillTemplate(rule.description, values, limits.description) || deal.name,
        quantity: line?.quantity ?? null,
        unitAmount: line?.unitAmount ?? null,
        itemCode: rule.itemCode,
        accountCode: rule.accountCode,
        taxType: rule.taxType,
        tracking: rule.tracking,
      },
    ],
    url: marker.by === 'url' ? marker.value : null,
    title: kind === 'quote' ? shortened(deal.name, limits.title) : null,
    summary:
      kind === 'quote' && deal.description !== null ? shortened(deal.description, limits.summary) : null,
  }
}

/**
 * An invoice for a person to complete in Xero: one line of text, no price.
 *
 * @param url the customer's page in Capsule, with a mark of its own
 */
export function emptyInvoice(from: {
  readonly url: string
  readonly number: string
  readonly terms: PaymentTerms | null
  readonly today: CivilDate
}): DraftDocument {
  const marker = markerOf('invoice', from.url, from.number)
  return {
    kind: 'invoice',
    status: 'DRAFT',
    reference: marker.by === 'reference' ? marker.value : null,
    date: from.today,
    dueDate: byTerms(from.today, from.terms),
    currency: null,
    lineAmounts: 'exclusive',
    lines: [
      {
        description: 'To be completed',
        quantity: null,
        unitAmount: null,
        itemCode: null,
        accountCode: null,
        taxType: null,
        tracking: [],
      },
    ],
    url: marker.by === 'url' ? marker.value : null,
    title: null,
    summary: null,
  }
}

const byTerms = (today: CivilDate, terms: PaymentTerms | null): CivilDate =>
  terms === null ? addDays(today, termsDaysDefault) : dueDate(today, terms)

function withMarker(reference: string, marker: Marker, room: number): string | null {
  if (marker.by === 'url') return reference || null
  const before = shortened(reference, room - marker.value.length - 1)
  return before === '' ? marker.value : `${before} ${marker.value}`
}

function placeholderValues(
  deal: CapsuleOpportunity,
  customer: string,
): Readonly<Record<Placeholder, string | null>> {
  const { duration, durationBasis } = deal
  return {
    name: deal.name,
    description: deal.description,
    customer,
    owner: deal.owner?.name ?? null,
    milestone: deal.milestone.name,
    closed: deal.closedOn,
    expected: deal.expectedCloseOn,
    duration:
      durationBasis === 'FIXED' || duration === null
        ? null
        : `${duration} ${durationBasis.toLowerCase()}${duration === 1 ? '' : 's'}`,
    id: String(deal.id),
  }
}

/** Names what is to be written: the same document has the same. */
export const draftHash = (draft: DraftDocument): string => sha256(canonical(draft))
