import { z } from 'zod'

const State = z.enum(['open', 'scheduled', 'resolved', 'ignored'])

/** What the address of the Problems page says: which tab is shown. */
export const ProblemSearch = z.object({ state: State.default('open').catch('open') })
export type ProblemSearch = z.infer<typeof ProblemSearch>

export const problemStates = State.options

export const problemStateWord: Readonly<Record<ProblemSearch['state'], string>> = {
  open: 'Open',
  scheduled: 'Scheduled',
  resolved: 'Resolved',
  ignored: 'Ignored',
}
