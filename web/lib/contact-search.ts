import { z } from 'zod'
import { ContactSort, ContactState } from '#api/contacts.ts'

/** What the address of the contacts page says; anything it cannot mean is left out. */
export const ContactSearch = z.object({
  q: z.string().trim().min(1).max(200).optional().catch(undefined),
  state: ContactState.optional().catch(undefined),
  owing: z.enum(['outstanding', 'overdue']).optional().catch(undefined),
  sort: ContactSort.optional().catch(undefined),
  direction: z.enum(['asc', 'desc']).optional().catch(undefined),
})
export type ContactSearch = z.infer<typeof ContactSearch>

/** Amounts and times are looked at from the largest and newest, names from A. */
export const firstDirection = (sort: z.infer<typeof ContactSort>): 'asc' | 'desc' =>
  sort === 'name' ? 'asc' : 'desc'

/** The query of `GET /api/contacts` for a page of the list. */
export function contactParams(search: ContactSearch, cursor: string | null): URLSearchParams {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) if (value !== undefined) params.set(name, value)
  const sort = search.sort ?? 'name'
  params.set('sort', sort)
  params.set('direction', search.direction ?? firstDirection(sort))
  if (cursor !== null) params.set('cursor', cursor)
  return params
}

/** The search after a click on a column's title: first its own direction, then the other. */
export function sortedBy(search: ContactSearch, sort: z.infer<typeof ContactSort>): ContactSearch {
  const current = search.sort ?? 'name'
  if (current !== sort) return { ...search, sort, direction: firstDirection(sort) }
  const direction = search.direction ?? firstDirection(sort)
  return { ...search, sort, direction: direction === 'asc' ? 'desc' : 'asc' }
}
