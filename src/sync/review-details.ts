import { z } from 'zod'
import { type FieldKey, fieldKeys } from '#core/field/field.ts'

/** Shapes of what `review.details` and the approvals in it hold, read back from the database. */
const Value = z.string().nullable()
const Field = z.enum(fieldKeys)
const Winner = z.enum(['capsule', 'xero'])

const ConflictField = z.object({
  field: Field,
  base: z.object({ capsule: Value, xero: Value }).nullable(),
  capsule: Value,
  xero: Value,
  winners: z.array(Winner),
  why: z.string(),
})
export type ConflictField = z.infer<typeof ConflictField>
export const ConflictDetails = z.object({ fields: z.array(ConflictField) })
export type ConflictDetails = z.infer<typeof ConflictDetails>

const ChangeShape = z.object({
  field: Field,
  before: Value,
  after: Value,
  lost: z.string().nullable().default(null),
})

export const ApprovalDetails = z.object({
  operation: z.object({ kind: z.string(), changes: z.array(ChangeShape).default([]) }),
})

/** A question about a whole run names it by its key; this many records are in it. */
export const RunApprovalDetails = z.object({
  records: z.int(),
  document: z
    .object({ title: z.string(), lines: z.array(z.object({ label: z.string(), value: z.string() })) })
    .optional(),
})
export const isRunApproval = (key: string): boolean => key.startsWith('run:')

export const MergeDetails = z.object({ side: Winner, winner: z.string(), loser: z.string() })
export type MergeDetails = z.infer<typeof MergeDetails>

export const isFieldKey = (text: string): text is FieldKey => Field.safeParse(text).success
