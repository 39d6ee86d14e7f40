import { useMutation, useQueryClient } from '@tanstack/react-query'
import { write } from '../lib/api.ts'

export interface Save {
  readonly method?: 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: unknown
}

/** Sends a change, then reads everything again that it may have touched. */
export function useSave(after?: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ method = 'POST', path, body }: Save) => write(method, path, body),
    onSettled: () => client.invalidateQueries(),
    onSuccess: () => after?.(),
  })
}
