import type { Day } from './days.ts'
import { type Contact, type Credit, type CreditKind, type InvoiceType, remainingCents } from './records.ts'
import type { Store } from './store.ts'
import { switches } from './switches.ts'

const wireTypes: Readonly<Record<CreditKind, Readonly<Record<InvoiceType, string>>>> = {
  CREDITNOTE: { ACCREC: 'ACCRECCREDIT', ACCPAY: 'ACCPAYCREDIT' },
  PREPAYMENT: { ACCREC: 'RECEIVE-PREPAYMENT', ACCPAY: 'SPEND-PREPAYMENT' },
  OVERPAYMENT: { ACCREC: 'RECEIVE-OVERPAYMENT', ACCPAY: 'SPEND-OVERPAYMENT' },
}

export const creditType = (credit: Credit) => wireTypes[credit.kind][credit.side]

export function touchCredit(store: Store, credit: Credit) {
  credit.updatedMs = store.kernel.clock.now()
  store.documents.credits[credit.kind].touched()
}

/** @source xero.md, "10. Webhooks": these categories carry data, INVOICE and CONTACT carry none */
export function emitCredit(store: Store, credit: Credit, type: 'CREATE' | 'UPDATE') {
  if (credit.kind === 'OVERPAYMENT' && !switches.overpaymentEventsCarryData) {
    store.emit(credit.kind, credit.id, type)
    return
  }
  store.emit(credit.kind, credit.id, type, {
    Type: creditType(credit),
    Status: credit.status,
    ...(credit.kind !== 'CREDITNOTE' && {
      UpdatedDateUTCString: `${new Date(credit.updatedMs).toISOString().slice(0, 19)}Z`,
    }),
  })
}

/** A new credit with nothing in it yet, booked with its contact. */
export function addCredit(
  store: Store,
  from: Pick<Credit, 'id' | 'kind' | 'side' | 'contact' | 'day' | 'currency' | 'rate' | 'clientId'>,
): Credit {
  const credit: Credit = {
    ...from,
    status: 'DRAFT',
    number: undefined,
    reference: undefined,
    dueDay: undefined,
    fullyPaidDay: undefined,
    amounts: 'Exclusive',
    brandingThemeId: from.side === 'ACCREC' ? store.brandingThemeId : undefined,
    sentToContact: false,
    lines: [],
    subTotalCents: 0,
    taxCents: 0,
    totalCents: 0,
    allocatedCents: 0,
    paidCents: 0,
    allocations: [],
    payments: [],
    updatedMs: store.kernel.clock.now(),
  }
  store.documents.credits[credit.kind].add(credit)
  credit.contact.credits.push(credit)
  return credit
}

export function moveCredit(credit: Credit, to: Contact) {
  const index = credit.contact.credits.indexOf(credit)
  if (index >= 0) credit.contact.credits.splice(index, 1)
  credit.contact = to
  to.credits.push(credit)
}

/** A merged contact's credits follow to the one that stays. */
export function moveCredits(store: Store, from: Contact, into: Contact) {
  for (const credit of [...from.credits]) {
    moveCredit(credit, into)
    touchCredit(store, credit)
    emitCredit(store, credit, 'UPDATE')
  }
}

/** A credit with nothing left counts as paid. */
export function closeWhenUsed(credit: Credit, day: Day) {
  if (remainingCents(credit) > 0) return
  credit.status = 'PAID'
  credit.fullyPaidDay = day
}
