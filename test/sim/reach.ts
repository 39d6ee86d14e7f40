/** Rare things that did happen, counted by name: none may stay at zero over many seeds. */
export type Reach = Map<string, number>

export function count(reach: Reach, name: ReachName, by = 1): void {
  if (by > 0) reach.set(name, (reach.get(name) ?? 0) + by)
}

/** Everything a thorough simulation must have seen. */
export const reachNames = [
  '429 minute',
  '429 day',
  '429 concurrent',
  '429 app',
  '429 hour in Capsule',
  '429 in mid-batch',
  '401 renewed',
  '401 revoked and reconnected',
  '5xx',
  'slow',
  'timeout',
  'connection refused',
  'answer lost after commit',
  'answer lost by the wire',
  'token renewed',
  'token rotation lost',
  'webhook duplicate',
  'webhook reordered',
  'webhook dropped',
  'webhook gap',
  'webhook late',
  'clock skew',
  'commit refused',
  'crash',
  'crash before commit',
  'crash after commit',
  'crash between intent and outcome',
  'crash while starting',
  'edit before approval',
  'edit on both sides at once',
  'edit of a field both sides hold',
  'merge during sync',
  'party merged during sync',
  'party deleted during sync',
  'party restricted',
  'party visible again',
  'party converted',
  'contact archived during sync',
  'contact restored',
  'name taken',
  'invoice paid',
  'invoice voided',
  'second comparison',
  'plan changed before approval',
  'party created',
  'contact numbered',
  'review open',
  'operation failed',
  'operation skipped',
] as const
export type ReachName = (typeof reachNames)[number]

/** Things that need parts of the product that do not exist yet; counted as soon as they do. */
export const reachToCome = ['conflict on both sides', 'review decided', 'undo', 'approval waits'] as const
