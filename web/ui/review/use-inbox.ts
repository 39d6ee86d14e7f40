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
  const [last, setLast] = useState<Review | null>(null)
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set())
  const all = query.data?.reviews ?? []
  const reviews = all.filter(({ id }) => !gone.has(id))
  // Without one in the address the first is open, and stays it when a riskier one comes.
  const [pinned, setPinned] = useState<ReviewSearch>({})
  const wanted = search.id ?? (pinned.kind === search.kind ? pinned.id : undefined)
  const answered =
    wanted !== undefined &&
    reviews.length > 0 &&
    !query.isPlaceholderData &&
    !gone.has(wanted) &&
    !all.some(({ id }) => id === wanted)
  const current = answered ? undefined : currentOf(all, gone, wanted)
  if (wanted === undefined && current && !query.isFetching) setPinned({ kind: search.kind, id: current.id })

  const setGoneOf = (id: string, isGone: boolean) =>
    setGone((now) => (isGone ? new Set([...now, id]) : new Set([...now].filter((one) => one !== id))))

  const mutation = useMutation({
    mutationFn: ({ review, decision }: { review: Review; decision: Decision }) =>
      ask(Decided, 'POST', paths.decision(review.id), decision),
    onMutate: ({ review }) => {
      const next = afterDeciding(reviews, review.id)?.id
      open(next)
      setPinned({ kind: search.kind, id: next })
      setGoneOf(review.id, true)
    },
    onSuccess: ({ words, settled }, { review }) => {
      setLast(review)
      notify({
        words,
        next: settled > 1 ? `${settled} questions are settled.` : null,
        tone: 'done',
        link: { to: review.href, words: review.title },
      })
    },
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

  const decided = all.length - reviews.length
  return {
    query,
    reviews,
    /** None while the open one was answered elsewhere: nothing takes its place under somebody's fingers. */
    current,
    /** The question that was answered last. */
    last,
    total: ((search.kind === undefined ? query.data?.total : query.data?.byKind[search.kind]) ?? 0) - decided,
    decide: (review: Review, decision: Decision) => mutation.mutate({ review, decision }),
  }
}
