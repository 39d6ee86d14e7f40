import { Button, Checkbox, Group, NativeSelect, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Assignment, Owners, Settings } from '#api/settings.ts'
import { useSave } from '../../forms/use-save.ts'
import { paths } from '../../lib/endpoints.ts'
import { ownersQuery } from '../../lib/people.ts'
import { roleChoices, roleWords } from '../../lib/roles.ts'
import { Failure } from '../failure.tsx'
import { Purchases } from './purchases.tsx'

const starting = ['viewer', 'member', 'finance', 'none'] as const

/** What holds for everybody: it is drawn up here and takes effect when it is saved. */
export function ForEveryone({ settings }: { settings: Settings }) {
  const [draft, setDraft] = useState(settings)
  const save = useSave()
  const change = (part: Partial<Settings>) => setDraft({ ...draft, ...part })
  const isChanged = JSON.stringify(draft) !== JSON.stringify(settings)
  return (
    <Stack gap="lg">
      <Purchases
        policy={draft}
        onChange={({ suppliers, suppliersFor }) => change({ suppliers, suppliersFor })}
      />
      <Checkbox.Group
        label="Roles that see states without amounts"
        description="They see that an invoice is overdue, and not how much it is."
        value={draft.statesOnly}
        onChange={(chosen) =>
          change({ statesOnly: (['member', 'viewer'] as const).filter((role) => chosen.includes(role)) })
        }
      >
        <Group gap="md" mt="xs">
          {(['member', 'viewer'] as const).map((role) => (
            <Checkbox key={role} value={role} label={roleWords[role].name} />
          ))}
        </Group>
      </Checkbox.Group>
      <NativeSelect
        label="Role of people who come for the first time"
        description="Users of your Capsule account can sign in by themselves. You change single roles under People."
        maw={320}
        data={roleChoices(starting)}
        value={draft.defaultRole}
        onChange={(event) => {
          const role = starting.find((one) => one === event.currentTarget.value)
          if (role) change({ defaultRole: role })
        }}
      />
      <NewRecords draft={draft} change={change} />
      {save.isError && <Failure error={save.error} />}
      <Group>
        <Button
          disabled={!isChanged}
          loading={save.isPending}
          onClick={() => save.mutate({ method: 'PUT', path: paths.settings, body: draft })}
        >
          Save
        </Button>
        {!isChanged && save.isSuccess && (
          <Text size="sm" c="dimmed" role="status">
            Saved.
          </Text>
        )}
      </Group>
    </Stack>
  )
}

/** Whose the Capsule records are that are created from Xero. */
function NewRecords({ draft, change }: { draft: Settings; change: (part: Partial<Settings>) => void }) {
  const owners = useQuery({ ...ownersQuery, retry: false })
  const { newRecords } = draft
  const set = (part: Partial<Settings['newRecords']>) => change({ newRecords: { ...newRecords, ...part } })
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
      <Text component="legend" size="sm" fw={500} p={0}>
        Records that are created in Capsule
      </Text>
      <Text size="xs" c="dimmed" mb="xs">
        Who owns them decides who sees them. An owner has to be a member of the team.
      </Text>
      {owners.isError ? (
        <Failure error={owners.error} onRetry={() => void owners.refetch()} />
      ) : (
        <Stack gap="sm">
          <Assigned
            label="Customers"
            owners={owners.data}
            value={newRecords.customers}
            inherits
            onChange={(customers) => set({ customers })}
          />
          <Assigned
            label="Suppliers"
            owners={owners.data}
            value={newRecords.suppliers}
            inherits
            onChange={(suppliers) => set({ suppliers })}
          />
          <Assigned
            label="All others"
            owners={owners.data}
            value={newRecords.otherwise}
            onChange={(otherwise) => set({ otherwise: otherwise ?? { ownerId: null, teamId: null } })}
          />
        </Stack>
      )}
    </fieldset>
  )
}

function Assigned({
  label,
  owners,
  value,
  inherits = false,
  onChange,
}: {
  label: string
  owners: Owners | undefined
  value: Assignment | null
  inherits?: boolean
  onChange: (value: Assignment | null) => void
}) {
  const listed = (rows: Owners['users'] | undefined, none: string) => [
    { value: '', label: none },
    ...(rows ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
  ]
  const idOf = (text: string) => (text === '' ? null : Number(text))
  const own = value ?? { ownerId: null, teamId: null }
  return (
    <Group gap="sm" align="flex-end">
      {inherits && (
        <NativeSelect
          label={label}
          data={[
            { value: 'same', label: 'As all others' },
            { value: 'own', label: 'To' },
          ]}
          value={value === null ? 'same' : 'own'}
          onChange={(event) => onChange(event.currentTarget.value === 'same' ? null : own)}
        />
      )}
      {(!inherits || value !== null) && (
        <>
          <NativeSelect
            label={inherits ? `Owner of ${label.toLowerCase()}` : `${label}: owner`}
            disabled={!owners}
            data={listed(owners?.users, 'Nobody')}
            value={own.ownerId === null ? '' : String(own.ownerId)}
            onChange={(event) => onChange({ ...own, ownerId: idOf(event.currentTarget.value) })}
          />
          <NativeSelect
            label={inherits ? `Team of ${label.toLowerCase()}` : `${label}: team`}
            disabled={!owners}
            data={listed(owners?.teams, 'No team')}
            value={own.teamId === null ? '' : String(own.teamId)}
            onChange={(event) => onChange({ ...own, teamId: idOf(event.currentTarget.value) })}
          />
        </>
      )}
    </Group>
  )
}
