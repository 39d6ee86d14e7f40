import { Checkbox, Group, Radio, Stack } from '@mantine/core'
import type { Settings } from '#api/settings.ts'
import { roles } from '#core/model/permissions.ts'
import { roleWords } from '../../lib/roles.ts'

const policies = [
  { value: 'hide_bills', label: 'Hide bills' },
  { value: 'hide_suppliers', label: 'Hide bills, and contacts that are suppliers only' },
  { value: 'show', label: 'Show bills to these roles' },
] as const

type Policy = Pick<Settings, 'suppliers' | 'suppliersFor'>

/** Who sees what the firm owes to its suppliers. */
export function Purchases({
  policy,
  disabled = false,
  onChange,
}: {
  policy: Policy
  disabled?: boolean
  onChange: (policy: Policy) => void
}) {
  return (
    <Stack gap="md">
      <Radio.Group
        label="Purchases"
        description="What you owe to suppliers, and who they are."
        value={policy.suppliers}
        onChange={(value) => {
          const chosen = policies.find((one) => one.value === value)
          if (chosen) onChange({ ...policy, suppliers: chosen.value })
        }}
      >
        <Stack gap="xs" mt="xs">
          {policies.map(({ value, label }) => (
            <Radio key={value} value={value} label={label} disabled={disabled} />
          ))}
        </Stack>
      </Radio.Group>
      {policy.suppliers === 'show' && (
        <Checkbox.Group
          label="Roles that see bills"
          value={policy.suppliersFor}
          onChange={(chosen) =>
            onChange({ ...policy, suppliersFor: roles.filter((role) => chosen.includes(role)) })
          }
        >
          <Group gap="md" mt="xs">
            {roles
              .filter((role) => role !== 'none')
              .map((role) => (
                <Checkbox key={role} value={role} label={roleWords[role].name} disabled={disabled} />
              ))}
          </Group>
        </Checkbox.Group>
      )}
    </Stack>
  )
}
