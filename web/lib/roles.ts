import type { Role } from '#core/model/permissions.ts'

/** Roles as people read them, the widest first. */
export const roleWords: Readonly<Record<Role, { readonly name: string; readonly means: string }>> = {
  admin: { name: 'Administrator', means: 'Everything: settings, people and connections too.' },
  finance: { name: 'Finance', means: 'Reviews, approvals and activity, for the customers they see.' },
  member: { name: 'Member', means: 'Looks, adds invoices and shares panels of the customers they see.' },
  viewer: { name: 'Viewer', means: 'Looks at the customers they see, and changes nothing.' },
  none: { name: 'No access', means: 'Sees nothing.' },
}

export const roleChoices = (roles: readonly Role[]) =>
  roles.map((role) => ({ value: role, label: roleWords[role].name }))
