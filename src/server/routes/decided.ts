import type { Refused } from '#sync/deciding.ts'
import { notFound, Refusal } from '../refusal.ts'

/** What was decided. @throws Refusal with the reason when nothing was */
export function decidedOr<Done extends { readonly outcome: 'decided' }>(
  done: Done | Refused,
  what: string,
): Done {
  if (isDone(done)) return done
  switch (done.outcome) {
    case 'not_found':
      throw notFound(what)
    case 'not_open':
      throw new Refusal(409, 'not_open', `${what} is answered already.`, 'Look at what waits now.')
    case 'changed':
      throw new Refusal(409, 'changed', done.words, 'Look at it again, then decide.')
    case 'not_allowed':
      throw new Refusal(422, 'not_possible', done.words, null)
  }
}

const isDone = <Done extends { readonly outcome: 'decided' }>(done: Done | Refused): done is Done =>
  done.outcome === 'decided'
