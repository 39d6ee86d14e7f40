import { type Element, textOf } from './body.ts'
import { type ApiCall, echoed, elementsIn, envelope, type Wire, writeEach } from './envelope.ts'
import { type Answer, Invalid, notFound } from './errors.ts'
import { flag, unpaged } from './listing.ts'
import { nameKey } from './store.ts'

const activeMax = 2
const categoriesMax = 4
const nameMax = 100

const statuses = ['ACTIVE', 'ARCHIVED', 'DELETED'] as const
type Status = (typeof statuses)[number]

export interface TrackingOption {
  readonly id: string
  name: string
  status: Status
}

export interface TrackingCategory {
  readonly id: string
  name: string
  status: Status
  readonly options: TrackingOption[]
}

const optionWire = (option: TrackingOption): Wire => ({
  TrackingOptionID: option.id,
  Name: option.name,
  Status: option.status,
  HasValidationErrors: false,
  IsDeleted: option.status === 'DELETED',
  IsArchived: option.status === 'ARCHIVED',
  IsActive: option.status === 'ACTIVE',
})

const categoryWire = (category: TrackingCategory, archived = true): Wire => ({
  Name: category.name,
  Status: category.status,
  TrackingCategoryID: category.id,
  Options: category.options
    .filter((option) => option.status === 'ACTIVE' || (archived && option.status === 'ARCHIVED'))
    .map(optionWire),
})

const kept = (call: ApiCall) =>
  [...call.store.tracking.values()].filter((category) => category.status !== 'DELETED')

function categoryAt(call: ApiCall): TrackingCategory {
  const category = call.store.tracking.get(call.params[0]?.toLowerCase() ?? '')
  if (!category || category.status === 'DELETED') throw notFound()
  return category
}

function optionAt(call: ApiCall): TrackingOption {
  const id = call.params[1]?.toLowerCase()
  const option = categoryAt(call).options.find((o) => o.id === id && o.status !== 'DELETED')
  if (!option) throw notFound()
  return option
}

export function listCategories(call: ApiCall): Answer {
  const archived = flag(call.query, 'includeArchived')
  const rows = kept(call)
    .filter((category) => archived || category.status === 'ACTIVE')
    .map((category) => categoryWire(category, archived))
  return envelope(call, 'TrackingCategories', unpaged(rows, call.query))
}

export const getCategory = (call: ApiCall) =>
  envelope(call, 'TrackingCategories', [categoryWire(categoryAt(call))])

function checkName(text: string | undefined, others: readonly { readonly name: string }[]): string {
  const name = text?.trim() ?? ''
  if (name === '') throw new Invalid(['Name cannot be empty.'])
  if (name.length > nameMax) {
    throw new Invalid([`The field Name must be a string with a maximum length of ${nameMax}.`])
  }
  if (others.some((other) => nameKey(other.name) === nameKey(name)))
    throw new Invalid(['Please enter a unique Name.'])
  return name
}

function statusIn(element: Element): Status | undefined {
  const text = textOf(element.fields, 'status')?.toUpperCase()
  if (text === undefined) return undefined
  const status = statuses.find((s) => s === text)
  if (!status) throw new Invalid([`Status ${text} is not valid.`])
  return status
}

/** @source xero.md, "8.4 Settings resources": 2 active, 4 in all */
function checkRoom(others: readonly TrackingCategory[]) {
  if (others.filter((other) => other.status === 'ACTIVE').length >= activeMax)
    throw new Invalid([`There can only be ${activeMax} active tracking categories.`])
  if (others.length >= categoriesMax)
    throw new Invalid([`There can only be ${categoriesMax} tracking categories.`])
}

const categoryEcho = (element: Element): Wire => echoed(element, 'TrackingCategoryID', { Options: [] })
const optionEcho = (element: Element): Wire => echoed(element, 'TrackingOptionID', {})

export function putCategories(call: ApiCall): Answer {
  const create = (element: Element): Wire => {
    const others = kept(call)
    const name = checkName(textOf(element.fields, 'name'), others)
    checkRoom(others)
    const category: TrackingCategory = {
      id: call.store.kernel.chance.uuid(),
      name,
      status: 'ACTIVE',
      options: [],
    }
    call.store.tracking.set(category.id, category)
    return categoryWire(category)
  }
  const elements = elementsIn(call, 'TrackingCategories')
  return writeEach(call, 'TrackingCategories', elements, create, categoryEcho, 'HasValidationErrors')
}

export function postCategory(call: ApiCall): Answer {
  const category = categoryAt(call)
  const change = (element: Element): Wire => {
    const others = kept(call).filter((other) => other !== category)
    const text = textOf(element.fields, 'name')
    const name = text === undefined ? category.name : checkName(text, others)
    const status = statusIn(element) ?? category.status
    if (status === 'ACTIVE' && category.status !== 'ACTIVE') checkRoom(others)
    category.name = name
    category.status = status
    return categoryWire(category)
  }
  const elements = elementsIn(call, 'TrackingCategories').slice(0, 1)
  return writeEach(call, 'TrackingCategories', elements, change, categoryEcho, 'HasValidationErrors')
}

export function deleteCategory(call: ApiCall): Answer {
  const category = categoryAt(call)
  category.status = 'DELETED'
  return envelope(call, 'TrackingCategories', [categoryWire(category)])
}

export function putOptions(call: ApiCall): Answer {
  const { options } = categoryAt(call)
  const create = (element: Element): Wire => {
    const others = options.filter((option) => option.status !== 'DELETED')
    const name = checkName(textOf(element.fields, 'name'), others)
    const option: TrackingOption = { id: call.store.kernel.chance.uuid(), name, status: 'ACTIVE' }
    options.push(option)
    return optionWire(option)
  }
  return writeEach(call, 'Options', elementsIn(call, 'Options'), create, optionEcho, 'HasValidationErrors')
}

export function postOption(call: ApiCall): Answer {
  const option = optionAt(call)
  const { options } = categoryAt(call)
  const change = (element: Element): Wire => {
    const others = options.filter((other) => other !== option && other.status !== 'DELETED')
    const text = textOf(element.fields, 'name')
    const name = text === undefined ? option.name : checkName(text, others)
    option.status = statusIn(element) ?? option.status
    option.name = name
    return optionWire(option)
  }
  const elements = elementsIn(call, 'Options').slice(0, 1)
  return writeEach(call, 'Options', elements, change, optionEcho, 'HasValidationErrors')
}

export function deleteOption(call: ApiCall): Answer {
  const option = optionAt(call)
  option.status = 'DELETED'
  return envelope(call, 'Options', [optionWire(option)])
}
