import { Hono } from 'hono'
import type { TagDefinition } from './entities.ts'
import { flag, readWrapped, text } from './input.ts'
import { deleted } from './jobs.ts'
import type { Entity } from './labels.ts'
import { paginate } from './paging.ts'
import { invalid, notFound } from './refusal.ts'
import type { ApiEnv, World } from './world.ts'

/**
 * Definitions of the tags of one kind of record. That a second tag of the same name is refused is unconfirmed.
 *
 * @source reference capsule.md §12
 */
export function tags(world: World, entity: Entity): Hono<ApiEnv> {
  const { store, url } = world
  const labels = store.labels[entity]
  const api = new Hono<ApiEnv>()
  const tagById = (id: string): TagDefinition => {
    const tag = labels.tags.get(Number(id))
    if (!tag) throw notFound('tag not found')
    return tag
  }
  const checkName = (name: string | null | undefined, self?: TagDefinition): string => {
    if (!name) throw invalid('name is required', 'tag', 'name')
    const other = labels.tagNamed(name)
    if (other && other !== self) throw invalid('name is already taken', 'tag', 'name')
    return name
  }

  api.get('/', (c) => {
    const { items, headers } = paginate(labels.tags.values(), c.req.url, url)
    return c.json({ tags: items }, 200, headers)
  })
  api.post('/', async (c) => {
    const sent = await readWrapped(c.req.raw, 'tag')
    const name = checkName(text(sent, 'name', 'tag', 100))
    const description = text(sent, 'description', 'tag') ?? null
    const dataTag = flag(sent, 'dataTag', 'tag') ?? false
    const tag: TagDefinition = { id: store.nextId(), name, description, dataTag }
    labels.putTag(tag)
    return c.json({ tag }, 201, { Location: `${url}/api/v2/${entity}/tags/${tag.id}` })
  })
  api.get('/:id{[0-9]+}', (c) => c.json({ tag: tagById(c.req.param('id')) }))
  api.put('/:id{[0-9]+}', async (c) => {
    const sent = await readWrapped(c.req.raw, 'tag')
    const before = tagById(c.req.param('id'))
    const name = text(sent, 'name', 'tag', 100)
    const description = text(sent, 'description', 'tag')
    const tag: TagDefinition = {
      id: before.id,
      name: name === undefined ? before.name : checkName(name, before),
      description: description === undefined ? before.description : description,
      dataTag: flag(sent, 'dataTag', 'tag') ?? before.dataTag,
    }
    labels.putTag(tag)
    return c.json({ tag })
  })
  api.delete('/:id{[0-9]+}', (c) => {
    store.removeTag(entity, tagById(c.req.param('id')))
    return deleted(world, c, 'Deleting Tag')
  })
  return api
}
