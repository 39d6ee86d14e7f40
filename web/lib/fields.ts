import type { FieldRow } from '#api/contacts.ts'

const order: Readonly<Record<FieldRow['state'], number>> = {
  conflict: 0,
  differs: 1,
  waiting: 2,
  agrees: 3,
  only: 4,
}

/** What needs a look first, each group in its own order; fields empty on both sides are left out. */
export function differingFirst(rows: readonly FieldRow[]): FieldRow[] {
  return rows
    .filter(({ capsule, xero, agreed }) => Boolean(capsule) || Boolean(xero) || Boolean(agreed))
    .toSorted((one, other) => order[one.state] - order[other.state])
}

export const fieldStateWord: Readonly<Record<FieldRow['state'], string>> = {
  agrees: 'Agrees',
  differs: 'Differs',
  waiting: 'Waiting',
  conflict: 'Waits for you',
  only: 'Not synchronised',
}

/** True when one text stands for all three columns. */
export const isOneValue = (row: FieldRow): boolean =>
  row.capsule === row.xero && (row.agreed === null || row.agreed === row.capsule)

export const directionWord: Readonly<Record<FieldRow['direction'], string>> = {
  capsule_to_xero: 'From Capsule to Xero',
  xero_to_capsule: 'From Xero to Capsule',
  both: 'Both ways',
  off: 'Off',
}
