import { Button, NativeSelect, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { InvitationMade } from '#api/people.ts'
import { ask } from '../../lib/api.ts'
import { peoplePaths, peopleQuery } from '../../lib/people.ts'
import { roleChoices, roleWords } from '../../lib/roles.ts'
import { instantText } from '../../lib/time.ts'
import { CopyField } from '../copy-field.tsx'
import { Dialog } from '../dialog.tsx'
import { Failure } from '../failure.tsx'

const roles = ['finance', 'admin', 'member', 'viewer'] as const

/** Invites somebody who is no user of the Capsule account. The address is shown here and nowhere else. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<string>(roles[0])
  const [way, setWay] = useState('xero')
  const invite = useMutation({
    mutationFn: () => ask(InvitationMade, 'POST', peoplePaths.invitations, { name, email, role, way }),
    onSettled: () => client.invalidateQueries({ queryKey: peopleQuery.queryKey }),
  })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    invite.mutate()
  }
  return (
    <Dialog title="Invite somebody" opened onClose={onClose}>
      {invite.data ? (
        <Stack gap="md">
          <Text size="sm">Send this address to {name}. It works once, and nobody can look it up later.</Text>
          <CopyField
            label="Address"
            value={invite.data.url}
            description={`Works until ${instantText(invite.data.expiresAt)}`}
          />
          <Button variant="default" onClick={onClose} style={{ alignSelf: 'flex-start' }}>
            Done
          </Button>
        </Stack>
      ) : (
        <form onSubmit={onSubmit}>
          <Stack gap="md">
            <Text size="sm">
              For people who do not use your Capsule account, such as a bookkeeper. They see every customer,
              within their role.
            </Text>
            <TextInput
              label="Name"
              required
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <TextInput
              label="E-mail"
              type="email"
              required
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <NativeSelect
              label="Role"
              description={roleWords[roles.find((one) => one === role) ?? 'finance'].means}
              data={roleChoices(roles)}
              value={role}
              onChange={(event) => setRole(event.currentTarget.value)}
            />
            <Radio.Group label="Signs in with" value={way} onChange={setWay}>
              <Stack gap="xs" mt="xs">
                <Radio value="xero" label="Xero" description="Their Xero account has this e-mail address." />
                <Radio
                  value="local"
                  label="E-mail and password"
                  description="They also set up a second factor, without which they see nothing."
                />
              </Stack>
            </Radio.Group>
            {invite.isError && <Failure error={invite.error} />}
            <Button type="submit" loading={invite.isPending} style={{ alignSelf: 'flex-start' }}>
              Make the invitation
            </Button>
          </Stack>
        </form>
      )}
    </Dialog>
  )
}
