export const roles = ['admin', 'finance', 'member', 'viewer', 'none'] as const
export type Role = (typeof roles)[number]

/** Which roles may do what. Which records they may do it with, `Access` says. */
const allowed = {
  /** Customers, their documents and the figures over them. */
  look: ['admin', 'finance', 'member', 'viewer'],
  /** Give everybody a list with its filters, under a name. */
  'view.share': ['admin', 'finance'],
  /** Begin an invoice or bill for a customer they see. */
  'invoice.add': ['admin', 'finance', 'member'],
  /** Give somebody an address that shows one customer's panel. */
  'panel.share': ['admin', 'finance', 'member'],
  /** Link, add, exclude and settle single records they see. */
  'record.change': ['admin', 'finance'],
  /** See and answer the questions that wait for a person. */
  'review.decide': ['admin', 'finance'],
  /** What was written, by which run. */
  'activity.look': ['admin', 'finance'],
  /** Plans, comparisons and migrations of the whole workspace. */
  'plan.approve': ['admin'],
  undo: ['admin'],
  'rules.change': ['admin'],
  'connections.change': ['admin'],
  'settings.change': ['admin'],
  'people.change': ['admin'],
} as const satisfies Readonly<Record<string, readonly Role[]>>

export type Permission = keyof typeof allowed
export const permissions = Object.keys(allowed).filter((name): name is Permission => name in allowed)

const byPermission: Readonly<Record<Permission, readonly Role[]>> = allowed

export const roleMay = (role: Role, permission: Permission): boolean =>
  byPermission[permission].includes(role)

/** For pages: what somebody with this role may do. */
export const permissionsOf = (role: Role): Permission[] => permissions.filter((one) => roleMay(role, one))
