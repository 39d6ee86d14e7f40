import type { Db } from '#db/open.ts'
import { DocumentShape, MoveShape } from '#sync/deal-operations.ts'
import type { EngineCall } from './wire.ts'

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** The contact a document is to be made out to. */
const documentFor = (after: unknown): string | null => DocumentShape.safeParse(after).data?.contactId ?? null

/**
 * Why a write that is about to be made is not backed by a stored intent under an approved run or a standing rule;
 * null when it is.
 */
export async function unauthorised(db: Db, call: EngineCall): Promise<string | null> {
  const what = `${call.method} ${call.path}`
  const intents = await db
    .selectFrom('operation')
    .innerJoin('run', 'run.id', 'operation.run_id')
    .leftJoin('link', (join) =>
      join
        .onRef('link.workspace_id', '=', 'operation.workspace_id')
        .onRef('link.contact_id', '=', 'operation.contact_id'),
    )
    .select([
      'operation.kind',
      'operation.contact_id',
      'operation.party_id',
      'operation.after',
      'run.kind as run',
      'run.approved_at',
      'link.party_id as linked',
    ])
    .where('operation.state', '=', 'sent')
    .where('operation.side', '=', call.side)
    .execute()
  const standing = intents.filter((intent) => intent.run !== 'comparison' || intent.approved_at !== null)
  if (standing.length === 0) return `${what} without a stored intent`
  const named = call.side === 'xero' ? (call.body.match(uuids) ?? []) : []
  const stray = named.filter(
    (id) => !standing.some((intent) => (intent.contact_id ?? documentFor(intent.after)) === id),
  )
  if (stray.length > 0) return `${what} writes ${stray.join(', ')} without a stored intent`
  const party = /\/parties\/(\d+)$/.exec(call.path)?.[1]
  if (party && !standing.some((intent) => String(intent.party_id ?? intent.linked) === party))
    return `${what} without a stored intent for that party`
  const opportunity = /\/opportunities\/(\d+)$/.exec(call.path)?.[1]
  const isMeant = ({ kind, after }: { kind: string; after: unknown }) =>
    kind === 'capsule.opportunity.update' &&
    String(MoveShape.safeParse(after).data?.opportunityId) === opportunity
  if (opportunity && !standing.some(isMeant)) return `${what} without a stored intent for that opportunity`
  return null
}
