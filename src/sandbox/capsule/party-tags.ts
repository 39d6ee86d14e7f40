import { idOf, text } from './input.ts'
import type { Labels } from './labels.ts'
import { invalid, type JsonObject, notFound } from './refusal.ts'

/**
 * Attaches and detaches tags. An unknown name makes a new definition, but only when the returned function is called,
 * so that a request refused later leaves nothing behind.
 *
 * @source reference capsule.md §3.3
 */
export function planTags(
  labels: Labels,
  before: readonly number[],
  sent: readonly JsonObject[],
  nextId: () => number,
): () => readonly number[] {
  const steps = sent.map((item) => readStep(labels, before, item))
  return () => {
    let ids = before
    for (const step of steps) {
      const id = step.id ?? tagId(labels, step.name, nextId)
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

function readStep(labels: Labels, attached: readonly number[], item: JsonObject): Step {
  const sentId = idOf(item, 'tag')
  const name = text(item, 'name', 'tag', 100)
  const id = sentId ?? (name ? labels.tagNamed(name)?.id : undefined)
  if (item._delete === true) {
    if (id === undefined || !attached.includes(id)) throw invalid('tag not found to delete', 'tag')
    return { id, name: '', detach: true }
  }
  if (sentId !== undefined && !labels.tags.has(sentId)) throw notFound('tag not found')
  if (id === undefined && !name) throw invalid('name is required', 'tag', 'name')
  return { id, name: name ?? '', detach: false }
}

function tagId(labels: Labels, name: string, nextId: () => number): number {
  const known = labels.tagNamed(name)
  if (known) return known.id
  const id = nextId()
  labels.putTag({ id, name, description: null, dataTag: false })
  return id
}
