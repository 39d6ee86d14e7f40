import { idOf, text } from './input.ts'
import { invalid, type JsonObject, notFound } from './refusal.ts'
import type { Store } from './store.ts'

/**
 * Attaches and detaches tags. An unknown name makes a new definition, but only when the returned function is called,
 * so that a request refused later leaves nothing behind.
 *
 * @source reference capsule.md §3.3
 */
export function planTags(
  store: Store,
  before: readonly number[],
  sent: readonly JsonObject[],
): () => readonly number[] {
  const steps = sent.map((item) => readStep(store, before, item))
  return () => {
    let ids = before
    for (const step of steps) {
      const id = step.id ?? tagId(store, step.name)
      if (step.detach) ids = ids.filter((other) => other !== id)
      else if (!ids.includes(id)) ids = [...ids, id]
    }
    return ids
  }
}

interface Step {
  readonly id: number | undefined
  readonly name: string
  readonly detach: boolean
}

function readStep(store: Store, attached: readonly number[], item: JsonObject): Step {
  const sentId = idOf(item, 'tag')
  const name = text(item, 'name', 'tag', 100)
  const id = sentId ?? (name ? store.tagNamed(name)?.id : undefined)
  if (item._delete === true) {
    if (id === undefined || !attached.includes(id)) throw invalid('tag not found to delete', 'tag')
    return { id, name: '', detach: true }
  }
  if (sentId !== undefined && !store.tags.has(sentId)) throw notFound('tag not found')
  if (id === undefined && !name) throw invalid('name is required', 'tag', 'name')
  return { id, name: name ?? '', detach: false }
}

function tagId(store: Store, name: string): number {
  const known = store.tagNamed(name)
  if (known) return known.id
  const id = store.nextId()
  store.putTag({ id, name, description: null, dataTag: false })
  return id
}
