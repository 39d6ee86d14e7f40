import { onlyElement } from './accounts.ts'
import { booleanOf, type Element, type Fields, listOf, numberOf, textOf } from './body.ts'
import { type ApiCall, echoed, envelope, type Wire, writeEach } from './envelope.ts'
import { type Answer, Invalid, notFound } from './errors.ts'
import { unpaged } from './listing.ts'
import { roundTo } from './money.ts'
import type { TaxComponent, TaxRate } from './settings.ts'
import { nameKey, type Store } from './store.ts'

const nameMax = 50
/** Imports are taxed at the border: such a rate goes on no account but a liability. */
const atBorder = (rate: TaxRate) => rate.type.includes('IMPORTS')

function rateWire(store: Store, rate: TaxRate): Wire {
  const components = rate.components ?? [
    {
      name: store.organisation.countryCode === 'GB' ? 'VAT' : 'GST',
      rate: rate.rate,
      isCompound: false,
      isNonRecoverable: false,
    },
  ]
  return {
    Name: rate.name,
    TaxType: rate.type,
    ReportTaxType: rate.report,
    CanApplyToAssets: !atBorder(rate),
    CanApplyToEquity: !atBorder(rate),
    CanApplyToExpenses: !atBorder(rate) && rate.on !== 'sales',
    CanApplyToLiabilities: true,
    CanApplyToRevenue: !atBorder(rate) && rate.on !== 'purchases',
    DisplayTaxRate: roundTo(
      components.reduce((sum, component) => sum + component.rate, 0),
      4,
    ),
    EffectiveRate: rate.rate,
    Status: rate.status ?? 'ACTIVE',
    TaxComponents: components.map((component) => ({
      Name: component.name,
      Rate: component.rate,
      IsCompound: component.isCompound,
      IsNonRecoverable: component.isNonRecoverable,
    })),
  }
}

export function listTaxRates(call: ApiCall): Answer {
  const rows = call.store.taxRates.map((rate) => rateWire(call.store, rate))
  return envelope(call, 'TaxRates', unpaged(rows, call.query))
}

export function getTaxRate(call: ApiCall): Answer {
  const rate = call.store.taxRates.find((r) => r.type === call.params[0]?.toUpperCase())
  if (!rate) throw notFound()
  return envelope(call, 'TaxRates', [rateWire(call.store, rate)])
}

function checkName(store: Store, before: TaxRate | undefined, name: string, problems: string[]) {
  if (name === '' || name.length > nameMax) problems.push(`Name must be between 1 and ${nameMax} characters.`)
  const taken = store.taxRates.some(
    (rate) => rate !== before && rate.status !== 'DELETED' && nameKey(rate.name) === nameKey(name),
  )
  if (taken) problems.push('A Tax Rate with this Name already exists.')
}

function componentsIn(fields: Fields, problems: string[]): readonly TaxComponent[] | undefined {
  const rows = listOf(fields, 'taxcomponents')
  if (!rows) return undefined
  const components = rows.map((row) => ({
    name: textOf(row, 'name')?.trim() ?? '',
    rate: roundTo(numberOf(row, 'rate') ?? 0, 4),
    isCompound: booleanOf(row, 'iscompound') ?? false,
    isNonRecoverable: booleanOf(row, 'isnonrecoverable') ?? false,
  }))
  if (components.some((component) => component.name === ''))
    problems.push('Tax component Name cannot be empty.')
  if (components.some((component) => component.rate < 0 || component.rate > 100))
    problems.push('Tax component Rate must be between 0 and 100.')
  if (components.filter((component) => component.isCompound).length > 1)
    problems.push('There can only be one compound component per Tax Rate.')
  return components
}

/** Compound components tax the amount and the other taxes on it. */
function effective(components: readonly TaxComponent[]): number {
  const plain = components.reduce((sum, part) => sum + (part.isCompound ? 0 : part.rate), 0)
  const compound = components.find((part) => part.isCompound)?.rate ?? 0
  return roundTo(plain + compound * (1 + plain / 100), 4)
}

const echo = (element: Element): Wire => {
  const { TaxRateID: _, ...row } = echoed(element, 'TaxRateID', {})
  return row
}

/** Rates somebody makes are called TAX001 and up. */
function nextType(store: Store): string {
  const numbers = store.taxRates.map((rate) => Number(/^TAX(\d+)$/.exec(rate.type)?.[1] ?? 0))
  return `TAX${String(Math.max(0, ...numbers) + 1).padStart(3, '0')}`
}

export function putTaxRates(call: ApiCall): Answer {
  const { store } = call
  const create = (element: Element): Wire => {
    const problems: string[] = []
    const name = textOf(element.fields, 'name')?.trim() ?? ''
    checkName(store, undefined, name, problems)
    const components = componentsIn(element.fields, problems) ?? []
    if (components.length === 0) problems.push('A Tax Rate needs at least one tax component.')
    const report = textOf(element.fields, 'reporttaxtype')?.toUpperCase() ?? 'NONE'
    if (!store.taxRates.some((rate) => rate.report === report)) problems.push('ReportTaxType is not valid.')
    if (problems.length > 0) throw new Invalid(problems)
    const model = store.taxRates.find((rate) => rate.report === report)
    const rate: TaxRate = {
      type: nextType(store),
      name,
      rate: effective(components),
      report,
      on: model?.on ?? 'both',
      components,
    }
    store.taxRates = [...store.taxRates, rate]
    return rateWire(store, rate)
  }
  return writeEach(call, 'TaxRates', onlyElement(call, 'TaxRates'), create, echo, 'HasValidationErrors')
}

const statuses = ['ACTIVE', 'ARCHIVED', 'DELETED'] as const

/** Changes a rate found by its TaxType; those that came with the organisation may be renamed, not deleted. */
export function postTaxRates(call: ApiCall): Answer {
  const { store } = call
  const change = (element: Element): Wire => {
    const type = textOf(element.fields, 'taxtype')?.toUpperCase()
    const before = store.taxRates.find((rate) => rate.type === type)
    if (!before) throw new Invalid(['A valid TaxType must be specified.'])
    const problems: string[] = []
    const name = textOf(element.fields, 'name')?.trim() ?? before.name
    checkName(store, before, name, problems)
    const text = textOf(element.fields, 'status')?.toUpperCase()
    const status = text === undefined ? before.status : statuses.find((known) => known === text)
    if (text !== undefined && !status) problems.push(`Status ${text} is not valid.`)
    if (status === 'DELETED' && !before.type.startsWith('TAX'))
      problems.push('System tax rates cannot be deleted.')
    const components = componentsIn(element.fields, problems) ?? before.components
    if (problems.length > 0) throw new Invalid(problems)
    const custom = components !== undefined && before.type.startsWith('TAX')
    const after: TaxRate = {
      ...before,
      name,
      ...(status && { status }),
      ...(custom && { components, rate: effective(components) }),
    }
    store.taxRates = store.taxRates.map((rate) => (rate === before ? after : rate))
    return rateWire(store, after)
  }
  return writeEach(call, 'TaxRates', onlyElement(call, 'TaxRates'), change, echo, 'HasValidationErrors')
}
