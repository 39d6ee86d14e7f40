import { Skeleton, Stack } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failure } from './failure.tsx'

/**
 * The answer of a query, or what stands in its place. Once there is an answer it stays, also while a
 * newer one is on its way or could not be had.
 */
export function Loaded<T>({
  query,
  lines = 4,
  children,
}: {
  query: UseQueryResult<T, Error>
  lines?: number
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) {
    return (
      <>
        {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
        {children(query.data)}
      </>
    )
  }
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />
  return <Waiting lines={lines} />
}

export function Waiting({ lines }: { lines: number }) {
  return (
    <Stack gap="sm" aria-busy="true" aria-label="Loading" role="status" p="md">
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={String(line)} height={line === 0 ? 28 : 18} width={line === 0 ? '40%' : '100%'} />
      ))}
    </Stack>
  )
}
