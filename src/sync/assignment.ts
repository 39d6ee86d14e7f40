import type { WorkspaceSettings } from '#db/workspaces.ts'

/** Whose a new Capsule record is. */
export interface Assignment {
  readonly ownerId: number | null
  readonly teamId: number | null
}

/** By rule: what stands for customers goes before what stands for suppliers. */
export function assignmentFor(
  { customers, suppliers, otherwise }: WorkspaceSettings['newRecords'],
  contact: { readonly isCustomer: boolean; readonly isSupplier: boolean },
): Assignment {
  if (contact.isCustomer && customers !== null) return customers
  if (contact.isSupplier && suppliers !== null) return suppliers
  return otherwise
}
