import { type Fields, guidOf, listOf, numberOf, textOf } from './body.ts'
import { itemDefaults, lineTracking } from './line-extras.ts'
import { fromCents, lineCents, roundTo, taxCents, toCents } from './money.ts'
import type { InvoiceType, Line, LineAmountTypes } from './records.ts'
import type { Store } from './store.ts'

/** Rules that depend on the document a line stands on. */
export interface LineRules {
  readonly type: InvoiceType
  readonly amounts: LineAmountTypes
  /** AUTHORISED and SUBMITTED need complete lines. */
  readonly complete: boolean
  /** UnitAmount keeps 4 decimals only with `unitdp=4`. */
  readonly unitPlaces: 2 | 4
  readonly before: readonly Line[]
  /** False where no discount may be given at all. */
  readonly discounts?: boolean
  /** False leaves a line without TaxType untaxed instead of asking the account. */
  readonly accountTax?: boolean
}

function checkAccount(store: Store, code: string | undefined, problems: string[]) {
  if (!code) return undefined
  const account = store.accounts.find((a) => a.code.toLowerCase() === code.toLowerCase())
  if (!account || account.type === 'BANK' || account.system || account.status === 'ARCHIVED') {
    problems.push(`Account code '${code}' is not a valid code for this document.`)
  }
  return account
}

function checkTax(
  store: Store,
  taxType: string | undefined,
  rules: LineRules,
  code: string | undefined,
  problems: string[],
) {
  if (taxType === undefined) return 0
  const rate = store.taxRates.find((r) => r.type === taxType && (r.status ?? 'ACTIVE') === 'ACTIVE')
  const side = rules.type === 'ACCREC' ? 'sales' : 'purchases'
  if (!rate || (rate.on !== 'both' && rate.on !== side)) {
    problems.push(
      code
        ? `The TaxType code '${taxType}' cannot be used with account code '${code}'`
        : `The TaxType code '${taxType}' does not exist or cannot be used for this type of transaction.`,
    )
  }
  return rate?.rate ?? 0
}

function checkDiscount(
  fields: Fields,
  gross: number,
  allowed: boolean,
  problems: string[],
): number | undefined {
  const rate = numberOf(fields, 'discountrate')
  const amount = numberOf(fields, 'discountamount')
  if (rate === undefined && amount === undefined) return undefined
  const given = rate ?? (gross === 0 ? 0 : roundTo(((amount ?? 0) * 10_000) / gross, 4))
  if (!allowed || given < 0 || given > 100) {
    problems.push(
      `The discount rate '${given}' is invalid. Discount must not be greater than the line total.`,
    )
  }
  return given
}

/** One line, checked and calculated; faults are added to `problems`. */
function readLine(store: Store, fields: Fields, rules: LineRules, problems: string[]): Line {
  const known = rules.before.find((line) => line.id === guidOf(fields, 'lineitemid'))
  const item = itemDefaults(store, fields, rules.type, known, problems)
  const description = textOf(fields, 'description') ?? known?.description ?? item.description
  if (description !== undefined && description.length > 4_000) {
    problems.push('The field Description must be a string with a maximum length of 4000.')
  }
  const sentAmount = numberOf(fields, 'lineamount')
  const sentUnit =
    numberOf(fields, 'unitamount') ??
    known?.unitAmount ??
    (sentAmount === undefined ? item.unitPrice : undefined)
  const quantity =
    numberOf(fields, 'quantity') ??
    known?.quantity ??
    (sentUnit !== undefined || sentAmount !== undefined ? 1 : undefined)
  const derived = sentAmount !== undefined && quantity ? sentAmount / quantity : undefined
  const unitAmount =
    sentUnit === undefined && derived === undefined
      ? undefined
      : roundTo(sentUnit ?? derived ?? 0, rules.unitPlaces)
  const accountCode = textOf(fields, 'accountcode') || known?.accountCode || item.accountCode
  const account = checkAccount(store, accountCode, problems)
  const amountless = unitAmount === undefined || quantity === undefined
  const taxType =
    rules.amounts === 'NoTax'
      ? 'NONE'
      : textOf(fields, 'taxtype')?.toUpperCase() ||
        known?.taxType ||
        item.taxType ||
        (rules.accountTax === false ? undefined : account?.taxType)
  const percent = checkTax(store, taxType, rules, accountCode, problems)
  const gross = amountless ? 0 : lineCents(quantity, unitAmount, 0)
  const discountable = rules.type === 'ACCREC' && (rules.discounts ?? true)
  const discountRate = checkDiscount(fields, gross, discountable, problems) ?? known?.discountRate
  const cents = amountless ? 0 : lineCents(quantity, unitAmount, discountRate ?? 0)
  if (sentAmount !== undefined && sentUnit !== undefined && toCents(sentAmount) !== cents) {
    problems.push(`The line total ${sentAmount} does not match the expected line total ${fromCents(cents)}`)
  }
  if (rules.complete) {
    if (!description) problems.push('Description cannot be empty.')
    if (amountless && description && (accountCode || unitAmount !== undefined)) {
      problems.push('Quantity and unit amount must be specified on an approved line.')
    }
    if (!amountless && !accountCode) problems.push('Account code must be specified.')
  }
  const tracking = lineTracking(store, fields, known, problems)
  const sentTax = numberOf(fields, 'taxamount')
  const calculated = taxCents(cents, percent, rules.amounts === 'Inclusive')
  return {
    id: known?.id ?? store.kernel.chance.uuid(),
    description,
    quantity,
    unitAmount,
    itemCode: item.code,
    accountCode: account?.code ?? accountCode,
    taxType,
    discountRate,
    taxCents: rules.amounts === 'NoTax' ? 0 : sentTax === undefined ? calculated : toCents(sentTax),
    lineCents: cents,
    ...(tracking.length > 0 && { tracking }),
  }
}

/** The new lines, or undefined when the element says nothing about them. */
export function readLines(
  store: Store,
  fields: Fields,
  rules: LineRules,
  problems: string[],
): readonly Line[] | undefined {
  const rows = listOf(fields, 'lineitems')
  if (!rows) return undefined
  return rows.map((row) => readLine(store, row, rules, problems))
}

/** @source xero.md, "8.1 Invoice", maths: tax per line, then summed */
export function totalsOf(lines: readonly Line[], amounts: LineAmountTypes) {
  let sum = 0
  let tax = 0
  let discount = 0
  for (const line of lines) {
    sum += line.lineCents
    tax += line.taxCents
    if (line.discountRate) {
      discount += lineCents(line.quantity ?? 0, line.unitAmount ?? 0, 0) - line.lineCents
    }
  }
  const inclusive = amounts === 'Inclusive'
  return {
    subTotalCents: inclusive ? sum - tax : sum,
    taxCents: tax,
    totalCents: inclusive ? sum : sum + tax,
    discountCents: discount,
  }
}
