import { z } from 'zod'
import { civilDate } from '#core/civil-date.ts'
import { factKeys } from '#core/fact/fact.ts'

const text = z.string().nullable()

/** Writes of facts, as `operation.kind` names them. `task.remove` and `task.reopen` only undo. */
export const factKind = {
  field: 'capsule.fact.field',
  facts: 'capsule.party.facts',
  task: 'capsule.task.create',
  complete: 'capsule.task.complete',
  remove: 'capsule.task.remove',
  reopen: 'capsule.task.reopen',
  note: 'capsule.note.create',
} as const

/** Shapes of what `operation.after` holds of them. */
export const FactFieldShape = z.object({
  fact: z.enum(factKeys),
  name: z.string(),
  type: z.enum(['number', 'date', 'text']),
  description: z.string(),
})

export const FactWriteShape = z.object({
  changes: z.array(z.object({ fact: z.enum(factKeys), before: text, after: text })),
  tag: z.object({ name: z.string(), add: z.boolean() }).nullable(),
})

export const TaskShape = z.object({
  description: z.string(),
  detail: z.string(),
  dueOn: z.string().transform(civilDate),
  ownerId: z.int().nullable(),
})

export const TaskRefShape = z.object({ taskId: z.int() })

export const NoteShape = z.object({
  content: z.string(),
  about: z.array(z.object({ documentId: z.string(), kind: z.enum(['paid', 'overdue']) })),
})
