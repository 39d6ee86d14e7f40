import type { z } from 'zod'
import type { FieldRow } from '#api/contacts.ts'

/** Fields that differ first, both groups in their own order; fields empty on both sides are left out. */
export function differingFirst(rows: readonly z.infer<typeof FieldRow>[]): z.infer<typeof FieldRow>[] {
  const filled = rows.filter(({ capsule, xero }) => Boolean(capsule) || Boolean(xero))
  return [...filled.filter(({ differs }) => differs), ...filled.filter(({ differs }) => !differs)]
}
