import { Button, Group, NativeSelect, Stack, Table, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Invited, Person } from '#api/people.ts'
import { roles } from '#core/model/permissions.ts'
import { useSave } from '../forms/use-save.ts'
import { peoplePaths, peopleQuery } from '../lib/people.ts'
import { roleChoices, roleWords } from '../lib/roles.ts'
import { instantText } from '../lib/time.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Failure } from '../ui/failure.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { InviteDialog } from '../ui/people/invite-dialog.tsx'
import { useNarrow } from '../ui/use-narrow.ts'
import { When } from '../ui/when.tsx'

const wayWords = { capsule: 'Capsule', xero: 'Xero', local: 'E-mail and password' } as const

export function PeoplePage() {
  const query = useQuery(peopleQuery)
  const [inviting, setInviting] = useState(false)
  return (
    <Page
      title="People"
      lead="Whoever uses your Capsule account can sign in and sees the customers that Capsule shows them. Their role says what they may do here."
      actions={<Button onClick={() => setInviting(true)}>Invite somebody else</Button>}
    >
      <Loaded query={query} lines={5}>
        {({ people, invited }) => (
          <Stack gap="lg">
            <PeopleList people={people} />
            {invited.length > 0 && (
              <section className="card card-pad" aria-labelledby="invited">
                <Title order={2} size="h4" id="invited" mb="sm">
                  Invited
                </Title>
                <Stack gap="xs">
                  {invited.map((one) => (
                    <InvitedLine key={one.id} invited={one} />
                  ))}
                </Stack>
              </section>
            )}
            <section className="card card-pad" aria-labelledby="roles">
              <Title order={2} size="h4" id="roles" mb="sm">
                What the roles may do
              </Title>
              <dl style={{ margin: 0, display: 'grid', gap: '0.5rem' }}>
                {roles.map((role) => (
                  <div key={role}>
                    <Text component="dt" size="sm" fw={550}>
                      {roleWords[role].name}
                    </Text>
                    <Text component="dd" size="sm" c="dimmed" m={0}>
                      {roleWords[role].means}
                    </Text>
                  </div>
                ))}
              </dl>
            </section>
          </Stack>
        )}
      </Loaded>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  )
}

function PeopleList({ people }: { people: readonly Person[] }) {
  const [frame, isNarrow] = useNarrow<HTMLElement>(760)
  return (
    <section className="card" aria-label="People" ref={frame}>
      {isNarrow ? (
        <Stack component="ul" gap={0} m={0} p={0} style={{ listStyle: 'none' }}>
          {people.map((person) => (
            <PersonCard key={person.id} person={person} />
          ))}
        </Stack>
      ) : (
        <Table verticalSpacing="sm" horizontalSpacing="lg">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Name</Table.Th>
              <Table.Th scope="col">Signs in with</Table.Th>
              <Table.Th scope="col">Sees</Table.Th>
              <Table.Th scope="col">Role</Table.Th>
              <Table.Th scope="col">Signed in</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {people.map((person) => (
              <PersonRow key={person.id} person={person} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  )
}

function PersonRow({ person }: { person: Person }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Name person={person} />
      </Table.Td>
      <Table.Td>
        <SignsIn person={person} />
      </Table.Td>
      <Table.Td>
        <Text size="sm" maw={260}>
          {person.sees}
        </Text>
      </Table.Td>
      <Table.Td>
        <RoleSelect person={person} />
      </Table.Td>
      <Table.Td>
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm" c="dimmed">
            {person.seenAt === null ? 'Not lately' : <When at={person.seenAt} />}
          </Text>
          <Remove person={person} />
        </Group>
      </Table.Td>
    </Table.Tr>
  )
}

/** A person where a table row does not fit. */
function PersonCard({ person }: { person: Person }) {
  return (
    <Stack component="li" gap={6} px="md" py="sm" style={{ borderTop: '1px solid var(--cp-line)' }}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Name person={person} />
        <Remove person={person} />
      </Group>
      <SignsIn person={person} />
      <Text size="sm">{person.sees}</Text>
      <RoleSelect person={person} />
    </Stack>
  )
}

function Name({ person }: { person: Person }) {
  return (
    <div>
      <Text size="sm" fw={550}>
        {person.name}
        {person.isYou && <span className="quiet"> (you)</span>}
      </Text>
      <Text size="xs" c="dimmed">
        {person.email}
      </Text>
    </div>
  )
}

function SignsIn({ person }: { person: Person }) {
  return (
    <div>
      <Text size="sm">{wayWords[person.way]}</Text>
      {person.secondFactor !== 'not_needed' && (
        <Text size="xs" {...(person.secondFactor === 'missing' ? { className: 'danger' } : { c: 'dimmed' })}>
          {person.secondFactor === 'missing' ? 'No second factor yet' : 'Second factor is on'}
        </Text>
      )}
    </div>
  )
}

function RoleSelect({ person }: { person: Person }) {
  const save = useSave()
  return (
    <div>
      <NativeSelect
        aria-label={`Role of ${person.name}`}
        data={roleChoices(roles)}
        value={save.isPending ? String(chosen(save.variables?.body) ?? person.role) : person.role}
        disabled={save.isPending}
        onChange={(event) =>
          save.mutate({
            method: 'PUT',
            path: peoplePaths.person(person.id),
            body: { role: event.currentTarget.value },
          })
        }
      />
      {save.isError && <Failure error={save.error} />}
    </div>
  )
}

function Remove({ person }: { person: Person }) {
  const [leaving, setLeaving] = useState(false)
  if (person.isYou) return null
  return (
    <>
      <Button variant="subtle" color="gray" size="compact-sm" onClick={() => setLeaving(true)}>
        Remove
      </Button>
      {leaving && <RemoveDialog person={person} onClose={() => setLeaving(false)} />}
    </>
  )
}

const chosen = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'role' in body ? body.role : undefined

function RemoveDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const save = useSave(onClose)
  return (
    <Dialog title={`Remove ${person.name}?`} opened onClose={onClose}>
      <Stack gap="md">
        <Text size="sm">
          They are signed out everywhere, and links they shared stop working. What they did stays in the
          history.
          {person.way === 'capsule' &&
            ' As a user of your Capsule account they can sign in again with the usual role. To keep them out, choose “No access” instead.'}
        </Text>
        {save.isError && <Failure error={save.error} />}
        <Group>
          <Button
            color="red"
            loading={save.isPending}
            onClick={() => save.mutate({ method: 'DELETE', path: peoplePaths.person(person.id) })}
          >
            Remove
          </Button>
          <Button variant="default" onClick={onClose}>
            Keep
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

function InvitedLine({ invited }: { invited: Invited }) {
  const save = useSave()
  return (
    <Group justify="space-between" wrap="wrap" gap="sm">
      <Text size="sm">
        {invited.name} <span className="quiet">{invited.email}</span>, {roleWords[invited.role].name},{' '}
        {wayWords[invited.way]}. Ends {instantText(invited.expiresAt)}.
      </Text>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        loading={save.isPending}
        onClick={() => save.mutate({ method: 'DELETE', path: peoplePaths.invitation(invited.id) })}
      >
        Withdraw
      </Button>
      {save.isError && <Failure error={save.error} />}
    </Group>
  )
}
