import { brokenAudit } from '#db/audit.ts'
import type { Check } from './checks.ts'

export const auditIsWhole: Check = async (world) => {
  const broken = await brokenAudit(world.db, await world.workspaceId())
  return broken === null ? [] : [`the chain breaks at entry ${broken}`]
}
