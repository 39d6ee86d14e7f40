import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ActionDone, type ContactAction } from '#api/contacts.ts'
import { ask } from '../../lib/api.ts'
import { paths } from '../../lib/endpoints.ts'
import { notify, notifyRefused } from '../notices.tsx'

/**
 * Acts on a contact, says what happens now, and stays with the record when its address changes.
 *
 * @param organisation  the Xero organisation that is shown, where there are several
 */
export function useAct(key: string, organisation: string | undefined, after?: () => void) {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (action: ContactAction) =>
      ask(ActionDone, 'POST', paths.contactActions(key), {
        ...action,
        ...(organisation === undefined ? {} : { organisation }),
      }),
    onSuccess: (done) => {
      after?.()
      notify({ words: done.words, tone: 'done' })
      if (done.key !== key) void navigate({ to: '/contacts/$key', params: { key: done.key }, replace: true })
    },
    onError: (error) => notifyRefused(error),
    onSettled: () =>
      client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== 'session' && queryKey[0] !== 'connections',
      }),
  })
}
