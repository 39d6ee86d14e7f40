import type { Check } from './checks.ts'

/** Nobody got a second counterpart: what was made for a contact was made once. */
export const noDuplicates: Check = async (world) => {
  const made = new Map<string, number>()
  for (const call of world.wire.calls) {
    if (
      call.side !== 'capsule' ||
      call.method !== 'POST' ||
      call.path !== '/api/v2/parties' ||
      call.status !== 201
    )
      continue
    const contact =
      /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/.exec(call.body)?.[0] ?? call.body
    made.set(contact, (made.get(contact) ?? 0) + 1)
  }
  return [...made]
    .filter(([, times]) => times > 1)
    .map(([contact, times]) => `${times} parties were made for ${contact}`)
}
