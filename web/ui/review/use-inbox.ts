import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Decided, type Decision, type Review } from '#api/reviews.ts'
import { ApiFailure, ask } from '../../lib/api.ts'
import { paths } from '../../lib/endpoints.ts'
import { overviewQuery, reviewsQuery } from '../../lib/queries.ts'
import { afterDeciding, currentOf } from '../../lib/review.ts'
import type { ReviewSearch } from '../../lib/review-search.ts'
import { notify, notifyRefused } from '../notices.tsx'

/**
 * The open questions. One that was decided is gone at once and the next one opens; when the server refuses, it
 * is back with the reason.
 *
 * @param open  shows another question, or the list when there is none
 */
export function useInbox(search: ReviewSearch, open: (id: string | undefined) => void) {
  const client = useQueryClient()
  const query = useQuery(reviewsQuery(search.kind))
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set())
  const reviews = query.data?.reviews.filter(({ id }) => !gone.has(id)) ?? []
  const current = currentOf(query.data?.reviews ?? [], gone, search.id)

  const setGoneOf = (id: string, isGone: boolean) =>
    setGone((now) => (isGone ? new Set([...now, id]) : new Set([...now].filter((one) => one !== id))))

  const mutation = useMutation({
    mutationFn: ({ review, decision }: { review: Review; decision: Decision }) =>
      ask(Decided, 'POST', paths.decision(review.id), decision),
    onMutate: ({ review }) => {
      // By then another question may be open already: only a deliberate visit is moved on.
      open(afterDeciding(reviews, review.id)?.id)
      setGoneOf(review.id, true)
    },
    onSuccess: ({ words, settled }, { review }) =>
      notify({
        words,
        next: settled > 1 ? `${settled} questions are settled.` : null,
        tone: 'done',
        link: { to: review.href, words: review.title },
      }),
    onError: (error, { review }) =>
      notifyRefused(
        error,
        error instanceof ApiFailure && error.status === 404
          ? undefined
          : { to: `/review?id=${review.id}`, words: `Back to ${review.title}` },
      ),
    onSettled: async (_answer, _error, { review }) => {
      await client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] === 'reviews' || queryKey[0] === overviewQuery.queryKey[0],
      })
      setGoneOf(review.id, false)
    },
  })

  const decided = (query.data?.reviews.length ?? 0) - reviews.length
  return {
    query,
    reviews,
    current,
    total: ((search.kind === undefined ? query.data?.total : query.data?.byKind[search.kind]) ?? 0) - decided,
    decide: (review: Review, decision: Decision) => mutation.mutate({ review, decision }),
  }
}
