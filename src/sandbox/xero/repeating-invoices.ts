import { contactInList } from './contact-wire.ts'
import { type Day, dayMs, msDay } from './days.ts'
import { type ApiCall, envelope, type Wire } from './envelope.ts'
import { type Answer, notFound } from './errors.ts'
import { lineWire } from './invoice-wire.ts'
import { listing } from './listing.ts'
import { fromCents } from './money.ts'
import type { Contact, InvoiceType, Line } from './records.ts'
import type { Store } from './store.ts'
import type { Value } from './where.ts'

/** A template from which Xero writes invoices by a schedule. The sandbox shows it; it writes none. */
export interface RepeatingInvoice {
  readonly id: string
  readonly type: InvoiceType
  contact: Contact
  readonly status: 'DRAFT' | 'AUTHORISED' | 'DELETED'
  readonly reference: string | undefined
  readonly currency: string
  readonly brandingThemeId: string | undefined
  readonly lines: readonly Line[]
  readonly subTotalCents: number
  readonly taxCents: number
  readonly totalCents: number
  readonly period: number
  readonly unit: 'WEEKLY' | 'MONTHLY'
  readonly dueDate: number
  readonly dueDateType: 'DAYSAFTERBILLDATE' | 'OFFOLLOWINGMONTH'
  readonly startDay: Day
  readonly nextDay: Day
  readonly endDay: Day | undefined
  readonly approvedForSending: boolean
  readonly updatedMs: number
}

/** @source xero.md, "8.4 Settings resources", RepeatingInvoices */
function repeatingWire(store: Store, template: RepeatingInvoice): Wire {
  return {
    Schedule: {
      Period: template.period,
      Unit: template.unit,
      DueDate: template.dueDate,
      DueDateType: template.dueDateType,
      StartDate: msDay(template.startDay),
      NextScheduledDate: msDay(template.nextDay),
      ...(template.endDay !== undefined && { EndDate: msDay(template.endDay) }),
    },
    RepeatingInvoiceID: template.id,
    ID: template.id,
    Type: template.type,
    Reference: template.reference ?? '',
    HasAttachments: false,
    ApprovedForSending: template.approvedForSending,
    SendCopy: false,
    MarkAsSent: template.approvedForSending,
    IncludePDF: template.approvedForSending,
    Contact: contactInList(template.contact),
    Status: template.status,
    LineAmountTypes: 'Exclusive',
    LineItems: template.lines.map((line) => lineWire(store, line, { place: 'page', unitPlaces: 2 })),
    SubTotal: fromCents(template.subTotalCents),
    TotalTax: fromCents(template.taxCents),
    Total: fromCents(template.totalCents),
    CurrencyCode: template.currency,
    ...(template.brandingThemeId !== undefined && { BrandingThemeID: template.brandingThemeId }),
  }
}

function readRepeating(template: RepeatingInvoice, path: string): Value | undefined {
  switch (path) {
    case 'repeatinginvoiceid':
      return { guid: template.id }
    case 'type':
      return template.type
    case 'status':
      return template.status
    case 'reference':
      return template.reference ?? null
    case 'total':
      return fromCents(template.totalCents)
    case 'contact.contactid':
      return { guid: template.contact.id }
    case 'contact.name':
      return template.contact.name
    case 'schedule.nextscheduleddate':
      return { ms: template.nextDay * dayMs }
    default:
      return undefined
  }
}

/** Not paged. */
export function listRepeating(call: ApiCall): Answer {
  const query = new URLSearchParams(call.query)
  for (const name of ['page', 'pageSize', 'summaryOnly']) query.delete(name)
  const { rows } = listing({
    table: call.store.documents.repeating,
    query,
    headers: call.headers,
    idField: 'repeatinginvoiceid',
    read: readRepeating,
    keep: () => true,
  })
  return envelope(
    call,
    'RepeatingInvoices',
    rows.map((template) => repeatingWire(call.store, template)),
  )
}

export function repeatingAt(call: ApiCall): RepeatingInvoice {
  const template = call.store.documents.repeating.get((call.params[0] ?? '').toLowerCase())
  if (!template) throw notFound()
  return template
}

export const getRepeating = (call: ApiCall) =>
  envelope(call, 'RepeatingInvoices', [repeatingWire(call.store, repeatingAt(call))])
