/**
 * A bookkeeper who keeps documents the way Xero does and answers Xero's own JSON, driven by arbitrary wishes: what
 * Xero would refuse does not happen. What did happen is kept as a journal of decimal texts, for whoever wants to
 * reckon everything again from the beginning.
 */
export interface Wish {
  readonly do:
    | 'invoice'
    | 'bill'
    | 'credit note'
    | 'supplier credit'
    | 'prepayment'
    | 'overpayment'
    | 'approve'
    | 'pay'
    | 'pay the rest'
    | 'reverse'
    | 'allocate'
    | 'unallocate'
    | 'refund'
    | 'end'
  readonly pick: number
  readonly other: number
  /** Of what could be taken, in thousandths. */
  readonly share: number
  /** Days since 1970. */
  readonly day: number
  /** Days until it is due; null: no due date. */
  readonly term: number | null
  readonly currency: number
  /** Millionths. */
  readonly rate: number
  readonly minor: number
  readonly taxPercent: number
  readonly draft: boolean
}

export type Entry =
  | {
      readonly what: 'document'
      readonly id: string
      readonly type: 'sale' | 'purchase' | 'sale credit' | 'purchase credit' | 'prepaid' | 'overpaid'
      /** Of prepayments and overpayments: received, or spent. */
      readonly received: boolean
      readonly number: string
      readonly currency: string
      readonly rate: string
      readonly net: string
      readonly total: string
      readonly date: string
      readonly due: string | null
      readonly approved: boolean
    }
  | { readonly what: 'approval' | 'end'; readonly id: string }
  | {
      readonly what: 'payment'
      readonly id: string
      readonly on: string
      readonly amount: string
      readonly date: string
    }
  | {
      readonly what: 'allocation'
      readonly id: string
      readonly from: string
      readonly to: string
      readonly amount: string
      readonly date: string
    }
  | { readonly what: 'reversal'; readonly id: string }

const currencies = [
  ['AUD', 2],
  ['USD', 2],
  ['JPY', 0],
  ['KWD', 3],
  ['EUR', 2],
] as const

interface Movement {
  readonly id: string
  readonly minor: number
  readonly day: number
  deleted: boolean
}
interface Use extends Movement {
  readonly credit: Paper
  readonly invoice: Paper
}
interface Paper {
  readonly id: string
  readonly number: string
  readonly kind: 'invoice' | 'credit' | 'prepayment' | 'overpayment'
  readonly sales: boolean
  readonly currency: string
  readonly digits: number
  readonly rate: string
  readonly netMinor: number
  readonly totalMinor: number
  readonly day: number
  readonly dueDay: number | null
  status: 'DRAFT' | 'AUTHORISED' | 'PAID' | 'VOIDED' | 'DELETED'
  readonly payments: Movement[]
  readonly uses: Use[]
}

export function keepBooks(wishes: readonly Wish[]) {
  const papers: Paper[] = []
  const journal: Entry[] = []
  let ids = 0
  const nextId = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`

  function write(wish: Wish, kind: Paper['kind'], sales: boolean) {
    const [currency, digits] = currencies[wish.currency % currencies.length] ?? ['AUD', 2]
    const id = nextId()
    const taxMinor = kind === 'overpayment' ? 0 : Math.round((wish.minor * wish.taxPercent) / 100)
    const totalMinor = wish.minor + taxMinor
    // Money that moved is booked at once, and it cannot be nothing.
    const booked = kind === 'prepayment' || kind === 'overpayment'
    if (totalMinor === 0 && kind !== 'invoice') return
    const approved = booked || !wish.draft
    const paper: Paper = {
      id,
      number: `N-${String(ids).padStart(6, '0')}`,
      kind,
      sales,
      currency,
      digits,
      rate: currency === 'AUD' ? '1' : decimal(wish.rate, 6),
      netMinor: wish.minor,
      totalMinor,
      day: wish.day,
      dueDay: wish.term === null || kind !== 'invoice' ? null : wish.day + wish.term,
      status: approved ? 'AUTHORISED' : 'DRAFT',
      payments: [],
      uses: [],
    }
    papers.push(paper)
    settle(paper)
    const types = { credit: 'credit', prepayment: 'prepaid', overpayment: 'overpaid' } as const
    const side = sales ? 'sale' : 'purchase'
    journal.push({
      what: 'document',
      id,
      type:
        kind === 'invoice' ? side : kind === 'credit' ? (`${side} ${types.credit}` as const) : types[kind],
      received: sales,
      number: paper.number,
      currency,
      rate: paper.rate,
      net: decimal(paper.netMinor, digits),
      total: decimal(totalMinor, digits),
      date: dayText(wish.day),
      due: paper.dueDay === null ? null : dayText(paper.dueDay),
      approved,
    })
  }

  function pay(paper: Paper | undefined, minor: number, day: number) {
    if (paper?.status !== 'AUTHORISED' || minor <= 0 || minor > openMinor(paper)) return
    const payment = { id: nextId(), minor, day, deleted: false }
    paper.payments.push(payment)
    settle(paper)
    const amount = decimal(minor, paper.digits)
    journal.push({ what: 'payment', id: payment.id, on: paper.id, amount, date: dayText(day) })
  }

  function allocate(credit: Paper | undefined, invoice: Paper | undefined, wish: Wish) {
    if (credit?.status !== 'AUTHORISED' || invoice?.status !== 'AUTHORISED') return
    const room = Math.min(openMinor(credit), openMinor(invoice))
    const minor = Math.ceil((room * wish.share) / 1_000)
    if (minor <= 0) return
    const use: Use = { id: nextId(), minor, day: wish.day, deleted: false, credit, invoice }
    credit.uses.push(use)
    invoice.uses.push(use)
    for (const paper of [credit, invoice]) settle(paper)
    const amount = decimal(minor, credit.digits)
    const { id, day } = use
    journal.push({ what: 'allocation', id, from: credit.id, to: invoice.id, amount, date: dayText(day) })
  }

  function takeBack(movement: Movement | undefined, touched: readonly Paper[]) {
    if (!movement) return
    movement.deleted = true
    for (const paper of touched) {
      if (paper.status === 'PAID') paper.status = 'AUTHORISED'
      settle(paper)
    }
    journal.push({ what: 'reversal', id: movement.id })
  }

  function end(paper: Paper | undefined) {
    if (paper?.status === 'DRAFT') paper.status = 'DELETED'
    else if (paper?.status === 'AUTHORISED' && moved(paper).length === 0) paper.status = 'VOIDED'
    else return
    journal.push({ what: 'end', id: paper.id })
  }

  for (const wish of wishes) {
    const one = (wanted: (paper: Paper) => boolean) => picked(papers.filter(wanted), wish.pick)
    switch (wish.do) {
      case 'invoice':
      case 'bill':
        write(wish, 'invoice', wish.do === 'invoice')
        break
      case 'credit note':
      case 'supplier credit':
        write(wish, 'credit', wish.do === 'credit note')
        break
      case 'prepayment':
      case 'overpayment':
        write(wish, wish.do, wish.pick % 4 !== 0)
        break
      case 'approve': {
        const paper = one((p) => p.status === 'DRAFT')
        if (!paper) break
        paper.status = 'AUTHORISED'
        settle(paper)
        journal.push({ what: 'approval', id: paper.id })
        break
      }
      case 'pay':
      case 'pay the rest': {
        const paper = one((p) => p.kind === 'invoice' && p.status === 'AUTHORISED')
        const open = paper ? openMinor(paper) : 0
        pay(paper, wish.do === 'pay' ? Math.ceil((open * wish.share) / 1_000) : open, wish.day)
        break
      }
      case 'refund': {
        const paper = one((p) => p.kind !== 'invoice' && p.status === 'AUTHORISED')
        pay(paper, paper ? Math.ceil((openMinor(paper) * wish.share) / 1_000) : 0, wish.day)
        break
      }
      case 'reverse': {
        const paper = one((p) => p.payments.some((payment) => !payment.deleted))
        if (paper) takeBack(picked(paper.payments.filter(stands), wish.other), [paper])
        break
      }
      case 'allocate': {
        const credit = one((p) => p.kind !== 'invoice' && p.status === 'AUTHORISED')
        const fits = papers.filter(
          (p) =>
            p.kind === 'invoice' &&
            p.status === 'AUTHORISED' &&
            p.sales === credit?.sales &&
            p.currency === credit?.currency,
        )
        allocate(credit, picked(fits, wish.other), wish)
        break
      }
      case 'unallocate': {
        const credit = one((p) => p.kind !== 'invoice' && p.uses.some(stands))
        const use = credit && picked(credit.uses.filter(stands), wish.other)
        if (use) takeBack(use, [use.credit, use.invoice])
        break
      }
      case 'end':
        end(one((p) => p.status === 'DRAFT' || p.status === 'AUTHORISED'))
    }
  }
  const of = (kind: Paper['kind']) => papers.filter((paper) => paper.kind === kind)
  return {
    journal,
    invoices: of('invoice').map(invoiceWire),
    creditNotes: of('credit').map((p) =>
      creditWire(p, 'CreditNoteID', p.sales ? 'ACCRECCREDIT' : 'ACCPAYCREDIT'),
    ),
    prepayments: of('prepayment').map((p) =>
      creditWire(p, 'PrepaymentID', p.sales ? 'RECEIVE-PREPAYMENT' : 'SPEND-PREPAYMENT'),
    ),
    overpayments: of('overpayment').map((p) =>
      creditWire(p, 'OverpaymentID', p.sales ? 'RECEIVE-OVERPAYMENT' : 'SPEND-OVERPAYMENT'),
    ),
  }
}

const stands = (movement: Movement) => !movement.deleted
const moved = (paper: Paper) => [...paper.payments, ...paper.uses].filter(stands)
const sum = (movements: readonly Movement[]) =>
  movements.filter(stands).reduce((total, movement) => total + movement.minor, 0)
const openMinor = (paper: Paper) => paper.totalMinor - sum(paper.payments) - sum(paper.uses)

function settle(paper: Paper) {
  if (paper.status === 'AUTHORISED' && openMinor(paper) === 0) paper.status = 'PAID'
}

function picked<T>(items: readonly T[], number: number): T | undefined {
  return items[number % Math.max(1, items.length)]
}

const dayText = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)
const msDay = (day: number) => `/Date(${day * 86_400_000}+0000)/`

function decimal(minor: number, digits: number): string {
  const text = String(minor).padStart(digits + 1, '0')
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
}

const shared = (paper: Paper, json: (minor: number) => number) => ({
  Contact: { ContactID: '00000000-0000-4000-8000-00000000000a', Name: 'Acme' },
  Status: paper.status,
  Date: msDay(paper.day),
  DateString: `${dayText(paper.day)}T00:00:00`,
  CurrencyCode: paper.currency,
  CurrencyRate: Number(paper.rate),
  SubTotal: json(paper.netMinor),
  TotalTax: json(paper.totalMinor - paper.netMinor),
  Total: json(paper.totalMinor),
  Payments: paper.payments.map((payment) => ({
    PaymentID: payment.id,
    Date: msDay(payment.day),
    Amount: json(payment.minor),
    ...(payment.deleted && { Status: 'DELETED' }),
  })),
  LineItems: [],
  UpdatedDateUTC: '/Date(1789378193493+0000)/',
})

function invoiceWire(paper: Paper) {
  const json = (minor: number) => Number(decimal(minor, paper.digits))
  const ended = paper.status === 'VOIDED' || paper.status === 'DELETED'
  const applied = (kind: Paper['kind'], idName: string) =>
    paper.uses
      .filter((use) => stands(use) && use.credit.kind === kind)
      .map((use) => ({ [idName]: use.credit.id, AppliedAmount: json(use.minor), Date: msDay(use.day) }))
  return {
    ...shared(paper, json),
    InvoiceID: paper.id,
    InvoiceNumber: paper.number,
    Type: paper.sales ? 'ACCREC' : 'ACCPAY',
    ...(paper.dueDay !== null && { DueDate: msDay(paper.dueDay) }),
    ...(paper.status === 'PAID' && {
      FullyPaidOnDate: msDay(
        Math.max(...(moved(paper).length ? moved(paper).map((m) => m.day) : [paper.day])),
      ),
    }),
    AmountDue: ended ? 0 : json(openMinor(paper)),
    AmountPaid: json(sum(paper.payments)),
    AmountCredited: json(sum(paper.uses)),
    CreditNotes: applied('credit', 'CreditNoteID'),
    Prepayments: applied('prepayment', 'PrepaymentID'),
    Overpayments: applied('overpayment', 'OverpaymentID'),
  }
}

function creditWire(paper: Paper, idName: string, type: string) {
  const json = (minor: number) => Number(decimal(minor, paper.digits))
  const ended = paper.status === 'VOIDED' || paper.status === 'DELETED'
  return {
    ...shared(paper, json),
    [idName]: paper.id,
    Type: type,
    RemainingCredit: ended ? 0 : json(openMinor(paper)),
    Allocations: paper.uses.map((use) => ({
      AllocationID: use.id,
      Amount: json(use.minor),
      Date: msDay(use.day),
      Invoice: { InvoiceID: use.invoice.id, InvoiceNumber: use.invoice.number },
      IsDeleted: use.deleted,
    })),
  }
}
