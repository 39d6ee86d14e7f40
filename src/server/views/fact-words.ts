import { type FactKey, factKinds } from '#core/fact/fact.ts'
import { FactFieldShape, FactWriteShape, factKind, TaskShape } from '#sync/fact-operations.ts'

type Row = { readonly kind: string; readonly after: unknown }
type Verbs = readonly [past: string, plain: string]

/** What a write of facts did, in the past and as something to do; null for every other write. */
export function factVerbs({ kind, after }: Row, isUndo: boolean): Verbs | null {
  switch (kind) {
    case factKind.facts: {
      const what = factsIn(after)
      return isUndo
        ? [`Put ${what} back in Capsule`, `put ${what} back in Capsule`]
        : [`Wrote ${what} to Capsule`, `write ${what} to Capsule`]
    }
    case factKind.task:
      return [
        'Made a task in Capsule',
        `make a task in Capsule: ${TaskShape.safeParse(after).data?.description ?? 'overdue'}`,
      ]
    case factKind.complete:
      return ['Closed the task in Capsule', 'close the task in Capsule']
    case factKind.remove:
      return ['Deleted the task in Capsule', 'delete the task in Capsule']
    case factKind.reopen:
      return ['Opened the task in Capsule again', 'open the task in Capsule again']
    case factKind.note:
      return ['Wrote a note in Capsule', 'write a note in Capsule']
    case factKind.field: {
      const name = FactFieldShape.safeParse(after).data?.name ?? 'for figures'
      return [`Added the custom field “${name}” in Capsule`, `add the custom field “${name}” in Capsule`]
    }
    default:
      return null
  }
}

/** The figures a write puts into custom fields, before and after. */
export function factChanges({
  kind,
  after,
}: Row): { label: string; before: string | null; after: string | null }[] {
  if (kind !== factKind.facts) return []
  const write = FactWriteShape.safeParse(after).data
  if (!write) return []
  const changes = write.changes.map(({ fact, before, after: value }) => ({
    label: factKinds[fact].name,
    before: factText(fact, before),
    after: factText(fact, value),
  }))
  if (!write.tag) return changes
  const { name, add } = write.tag
  return [...changes, { label: 'Tag', before: add ? null : name, after: add ? name : null }]
}

function factsIn(after: unknown): string {
  const write = FactWriteShape.safeParse(after).data
  const count = write?.changes.length ?? 0
  const figures = count === 1 ? 'a figure' : `${count} figures`
  if (!write?.tag) return figures
  return count === 0 ? `the tag “${write.tag.name}”` : `${figures} and the tag “${write.tag.name}”`
}

/** A value as people read it: 325567.76 is 325,567.76. */
export function factText(fact: FactKey, value: string | null): string | null {
  if (value === null || factKinds[fact].type !== 'number') return value
  const [digits = '', ...rest] = value.split('.')
  return [digits.replace(/\B(?=(\d{3})+$)/g, ','), ...rest].join('.')
}
