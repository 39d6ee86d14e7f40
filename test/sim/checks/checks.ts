import type { World } from '../world.ts'
import { auditIsWhole } from './audit.ts'
import { dealsAreWhole } from './deals.ts'
import { noDuplicates } from './duplicates.ts'
import { noEcho } from './echo.ts'
import { editsAreKept } from './edits.ts'
import { agreementsAreRecorded, fieldsAgree } from './fields.ts'
import { linksAgree } from './links.ts'
import { mirrorsAreTrue } from './mirrors.ts'
import { outcomesCounted } from './outcomes.ts'
import { everyWriteAuthorised } from './writes.ts'

/** What is wrong, in words; nothing when the world is as it should be. */
export type Check = (world: World) => Promise<readonly string[]>

/** In the order in which they may run: the echo comes first, because the others ask the vendors. */
const checks: Readonly<Record<string, Check>> = {
  echo: noEcho,
  writes: everyWriteAuthorised,
  mirrors: mirrorsAreTrue,
  links: linksAgree,
  fields: fieldsAgree,
  agreements: agreementsAreRecorded,
  duplicates: noDuplicates,
  deals: dealsAreWhole,
  edits: editsAreKept,
  audit: auditIsWhole,
  outcomes: outcomesCounted,
}

export async function check(world: World): Promise<readonly string[]> {
  const found: string[] = []
  for (const [name, of] of Object.entries(checks))
    found.push(...(await of(world)).map((words) => `${name}: ${words}`))
  return found
}
