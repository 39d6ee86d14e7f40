import { z } from 'zod'

/**
 * `GET /api/events` (server-sent events). A message says what changed, never the values:
 * the page asks again, so permissions hold on every read.
 */
export const ChangeEvent = z.object({
  topics: z.array(
    z.enum([
      'run',
      'overview',
      'contacts',
      // Documents of contacts: the records themselves are as they were.
      'documents',
      'reviews',
      'connections',
      'settings',
      'rules',
      'deals',
      'problems',
      'budget',
      'alerts',
    ]),
  ),
  /** Contact keys whose page or panel changed; none with the topic `contacts` or `documents` means any of them may have. */
  keys: z.array(z.string()),
})
export type ChangeEvent = z.infer<typeof ChangeEvent>
