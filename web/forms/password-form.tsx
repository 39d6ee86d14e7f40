import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { SignInStep } from '#api/people.ts'
import { ask, write } from '../lib/api.ts'
import { peoplePaths } from '../lib/people.ts'
import { Failure } from '../ui/failure.tsx'

/** Signs in to a local account: the password first, then the code of the second factor. */
export function PasswordForm() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const first = useMutation({
    mutationFn: () => ask(SignInStep, 'POST', peoplePaths.password, { email, password }),
    onSuccess: ({ next }) => {
      setPassword('')
      if (next === 'set_up') location.reload()
    },
  })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    first.mutate()
  }
  if (first.data?.next === 'code') return <CodeForm onAgain={() => first.reset()} />
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm" align="flex-start">
        <TextInput
          w="100%"
          label="E-mail"
          type="email"
          required
          autoComplete="username"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          w="100%"
          label="Password"
          required
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {first.isError && <Failure error={first.error} />}
        <Button type="submit" variant="default" loading={first.isPending}>
          Sign in
        </Button>
      </Stack>
    </form>
  )
}

function CodeForm({ onAgain }: { onAgain: () => void }) {
  const [code, setCode] = useState('')
  const second = useMutation({
    mutationFn: () => write('POST', peoplePaths.code, { code: code.trim() }),
    onSuccess: () => location.reload(),
  })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    second.mutate()
  }
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm" align="flex-start">
        <TextInput
          w="100%"
          label="Code"
          description="The six digits your authenticator app shows, or a recovery code."
          required
          // The step that was just taken leads here.
          data-autofocus
          autoFocus
          autoComplete="one-time-code"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {second.isError && <Failure error={second.error} />}
        <Button type="submit" loading={second.isPending}>
          Sign in
        </Button>
        <Button variant="subtle" size="compact-sm" onClick={onAgain}>
          Begin again
        </Button>
      </Stack>
    </form>
  )
}
