import { type Context, Hono } from 'hono'
import { isAdministrator } from './access.ts'
import type { FieldDefinition, FieldType } from './entities.ts'
import { flag, idOf, readWrapped, reference, text } from './input.ts'
import type { Entity, Labels } from './labels.ts'
import { paginate } from './paging.ts'
import { forbidden, invalid, type JsonObject, notFound } from './refusal.ts'
import { switches } from './switches.ts'
import type { ApiEnv, World } from './world.ts'

/** How the API spells each type. */
function spelling(type: FieldType): string {
  if (type === 'largetext') return switches.largeTextType
  if (type === 'link') return switches.linkType
  return type === 'multiselect' ? switches.multiSelectType : type
}

const types: readonly FieldType[] = [
  'text',
  'number',
  'date',
  'list',
  'boolean',
  'largetext',
  'link',
  'multiselect',
]

const hasOptions = (type: FieldType) => type === 'list' || type === 'multiselect'

const resource = 'fieldDefinition'

/** Definitions of one kind's custom fields; only administrators change them. @source reference capsule.md §13.1 */
export function fields({ store, url }: World, entity: Entity): Hono<ApiEnv> {
  const labels = store.labels[entity]
  const api = new Hono<ApiEnv>()
  const definitionById = (id: string): FieldDefinition => {
    const definition = labels.definitions.get(Number(id))
    if (!definition) throw notFound('field definition not found')
    return definition
  }

  api.get('/', (c) => {
    const { items, headers } = paginate(labels.definitions.values(), c.req.url, url)
    return c.json({ definitions: items.map((d) => definitionJson(labels, d)) }, 200, headers)
  })
  api.get('/:id{[0-9]+}', (c) =>
    c.json({ definition: definitionJson(labels, definitionById(c.req.param('id'))) }),
  )
  api.post('/', async (c) => {
    needAdministrator(c)
    const sent = await readWrapped(c.req.raw, 'definition')
    const definition = newDefinition(labels, entity, sent)
    labels.definitions.set(definition.id, definition)
    const location = `${url}/api/v2/${entity}/fields/definitions/${definition.id}`
    return c.json({ definition: definitionJson(labels, definition) }, 201, { Location: location })
  })
  api.put('/:id{[0-9]+}', async (c) => {
    needAdministrator(c)
    const sent = await readWrapped(c.req.raw, 'definition')
    const before = definitionById(c.req.param('id'))
    const definition = { ...before, ...readCommon(labels, sent, before) }
    labels.definitions.set(definition.id, definition)
    return c.json({ definition: definitionJson(labels, definition) })
  })
  api.delete('/:id{[0-9]+}', (c) => {
    needAdministrator(c)
    store.removeDefinition(entity, definitionById(c.req.param('id')).id)
    return c.body(null, 204)
  })
  return api
}

function needAdministrator(c: Context<ApiEnv>): void {
  if (!isAdministrator(c.env.caller.user))
    throw forbidden('access_denied', 'Only an administrator can change custom fields')
}

function newDefinition(labels: Labels, entity: Entity, sent: JsonObject): FieldDefinition {
  const sentType = text(sent, 'type', resource)
  if (!sentType) throw invalid('type is required', resource, 'type')
  const type = types.find((t) => spelling(t) === sentType)
  if (!type) throw invalid('unknown type', resource, 'type')
  const blank = { type, name: '', description: null, tagId: null, options: [], important: false }
  const common = readCommon(labels, sent, blank)
  const captureRule = entity === 'parties' ? (text(sent, 'captureRule', resource) ?? null) : null
  if (captureRule !== null && captureRule !== 'person' && captureRule !== 'organisation')
    throw invalid('unknown capture rule', resource, 'captureRule')
  const displayOrder = typeof sent.displayOrder === 'number' ? sent.displayOrder : labels.definitions.size
  return { id: labels.nextDefinitionId(), type, displayOrder, captureRule, ...common }
}

type Common = Pick<FieldDefinition, 'name' | 'description' | 'tagId' | 'options' | 'important'>

function readCommon(
  labels: Labels,
  sent: JsonObject,
  before: Common & Pick<FieldDefinition, 'type'>,
): Common {
  const name = text(sent, 'name', resource, 100)
  const newName = name === undefined ? before.name : name
  if (!newName) throw invalid('name is required', resource, 'name')
  const description = text(sent, 'description', resource)
  const options = readOptions(sent, before.options)
  if (hasOptions(before.type) && options.length === 0)
    throw invalid('options is required', resource, 'options')
  const tag = reference(sent, 'tag', resource)
  const tagId = tag === undefined ? before.tagId : tag && (idOf(tag, 'tag') ?? -1)
  if (tagId !== null && !labels.tags.has(tagId)) throw notFound('tag not found')
  return {
    name: newName,
    description: description === undefined ? before.description : description,
    tagId,
    options,
    important: flag(sent, 'important', resource) ?? before.important,
  }
}

function readOptions(sent: JsonObject, before: readonly string[]): readonly string[] {
  const value = sent.options
  if (value === undefined || value === null) return before
  const list: readonly unknown[] = Array.isArray(value) ? value : [undefined]
  const options = list.filter((option) => typeof option === 'string')
  if (options.length < list.length) throw invalid('options must be a list of text', resource, 'options')
  return options
}

function definitionJson(labels: Labels, definition: FieldDefinition) {
  const tag = definition.tagId === null ? undefined : labels.tags.get(definition.tagId)
  return {
    id: definition.id,
    name: definition.name,
    description: definition.description,
    type: spelling(definition.type),
    displayOrder: definition.displayOrder,
    tag: tag ? { id: tag.id, name: tag.name, dataTag: tag.dataTag } : null,
    ...(definition.captureRule ? { captureRule: definition.captureRule } : {}),
    ...(hasOptions(definition.type) ? { options: definition.options } : {}),
    important: definition.important,
  }
}
