import { Button, type ButtonProps } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { write } from '../lib/api.ts'
import { paths } from '../lib/endpoints.ts'

/** Ends the session, then loads the page anew so that nothing of it stays in memory. */
export function SignOutButton(button: ButtonProps) {
  const signOut = useMutation({
    mutationFn: () => write('POST', paths.signOut),
    onSuccess: () => location.assign('/'),
  })
  return (
    <Button {...button} loading={signOut.isPending} onClick={() => signOut.mutate()}>
      {signOut.isError ? 'Sign out again: it did not work' : 'Sign out'}
    </Button>
  )
}
