import type { z } from 'zod'
import { XeroCreditNotesReply, XeroOverpaymentsReply, XeroPrepaymentsReply } from '#contracts/xero/credits.ts'
import type { CreditNote, Overpayment, Prepayment } from '#core/model/document.ts'
import type { XeroDocumentId } from '#core/model/ids.ts'
import { creditNoteFromWire, overpaymentFromWire, prepaymentFromWire } from './credit-wire.ts'
import { accounting, type XeroHttp } from './http.ts'
import { getByFilter, listPages, type XeroListPage, type XeroPageReply } from './paging.ts'

interface Since {
  readonly since?: string | undefined
}

/** Credit notes of both sides with lines, allocations and refunds, or those changed since, 1,000 a call. */
export function listCreditNotes(
  http: XeroHttp,
  { since }: Since = {},
): AsyncGenerator<XeroListPage<CreditNote>> {
  return listPages(http, { ...creditNotes, since })
}

/** Money paid ahead. As `listCreditNotes`. */
export function listPrepayments(
  http: XeroHttp,
  { since }: Since = {},
): AsyncGenerator<XeroListPage<Prepayment>> {
  return listPages(http, { ...prepayments, since })
}

/** Money paid too much. As `listCreditNotes`. */
export function listOverpayments(
  http: XeroHttp,
  { since }: Since = {},
): AsyncGenerator<XeroListPage<Overpayment>> {
  return listPages(http, { ...overpayments, since })
}

/** The named ones, 20 a call; unknown ids are left out. */
export function getCreditNotes(http: XeroHttp, ids: readonly XeroDocumentId[]): Promise<CreditNote[]> {
  return getByFilter(http, { ...creditNotes, ids })
}

export function getPrepayments(http: XeroHttp, ids: readonly XeroDocumentId[]): Promise<Prepayment[]> {
  return getByFilter(http, { ...prepayments, ids })
}

export function getOverpayments(http: XeroHttp, ids: readonly XeroDocumentId[]): Promise<Overpayment[]> {
  return getByFilter(http, { ...overpayments, ids })
}

function list<Wire, Row>(
  name: string,
  idField: string,
  schema: z.ZodType<XeroPageReply<Wire>>,
  fromWire: (wire: Wire) => Row,
) {
  // None of them knows `includeArchived`: what was voided or deleted is always there.
  const query = { unitdp: 4 }
  return { path: `${accounting}/${name}`, idField, order: `${idField} ASC`, schema, fromWire, query }
}

/** @source reference/xero.md "5. Reading", §8.2 */
const creditNotes = list(
  'CreditNotes',
  'CreditNoteID',
  XeroCreditNotesReply.transform(({ CreditNotes, ...envelope }) => ({ ...envelope, rows: CreditNotes })),
  creditNoteFromWire,
)
const prepayments = list(
  'Prepayments',
  'PrepaymentID',
  XeroPrepaymentsReply.transform(({ Prepayments, ...envelope }) => ({ ...envelope, rows: Prepayments })),
  prepaymentFromWire,
)
const overpayments = list(
  'Overpayments',
  'OverpaymentID',
  XeroOverpaymentsReply.transform(({ Overpayments, ...envelope }) => ({ ...envelope, rows: Overpayments })),
  overpaymentFromWire,
)
