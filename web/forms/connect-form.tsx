import { Button, type ButtonProps, Stack, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Side } from '#api/common.ts'
import { paths } from '../lib/endpoints.ts'

/** A form of its own, not a call: the answer leads to the vendor's consent page. */
export function ConnectForm({
  side,
  askCode = false,
  fields = {},
  children,
  ...button
}: {
  side: Side
  askCode?: boolean
  /** What is sent along. */
  fields?: Readonly<Record<string, string>>
  children: ReactNode
} & ButtonProps) {
  return (
    <form method="post" action={paths.connect(side)}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Stack gap="sm" align="flex-start">
        {askCode && <SetupCodeInput name="setupCode" />}
        <Button type="submit" {...button}>
          {children}
        </Button>
      </Stack>
    </form>
  )
}

export function SetupCodeInput({
  name,
  value,
  onChange,
}: {
  name?: string
  value?: string
  onChange?: (value: string) => void
}) {
  return (
    <TextInput
      label="Set-up code"
      description="Printed in the terminal when Counterpart started. It proves that this installation is yours."
      required
      autoComplete="off"
      w="100%"
      maw={420}
      {...(name === undefined ? {} : { name })}
      {...(value === undefined ? {} : { value })}
      onChange={(event) => onChange?.(event.currentTarget.value)}
    />
  )
}
