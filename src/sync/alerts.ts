import { keptCalls } from '#core/budget/shares.ts'
import type { AlertTopic } from '#core/model/alerts.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import { countApprovals, driftOf, lastChangedAt, problemsForPeople } from '#db/alert-facts.ts'
import { type AlertStateRow, alertSetting, alertStates, type Condition, changeState } from '#db/alerts.ts'
import { type Connection, listConnections } from '#db/connections.ts'
import { notifyChange } from '#db/notify.ts'
import { afterQuiet } from './alerts-quiet.ts'
import type { Engine } from './engine.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** A side whose webhooks are silent for this long although records changed there. */
const silentMs = 12 * hourMs
/** And whatever happens there: nobody changes nothing for days. */
const deadMs = 72 * hourMs
/** A change and its announcement are this close. */
const announcedWithinMs = 5 * 60_000
const problemsMax = 50

/**
 * Compares what is so with what people were last told, and stores a delivery for each change, once. Nothing is sent
 * here.
 */
export async function watchAlerts(engine: Engine, workspaceId: WorkspaceId): Promise<void> {
  const known = await alertStates(engine.db, workspaceId)
  const raised = new Map(known.filter((each) => each.raised).map((each) => [keyOf(each), each]))
  const now = await conditions(engine, workspaceId, raised)
  const begun = now.filter((each) => !raised.has(keyOf(each)))
  const present = new Set(now.map(keyOf))
  const over = [...raised.values()].filter((each) => each.topic !== 'backup' && !present.has(keyOf(each)))
  await tellChanges(engine, workspaceId, begun, over)
}

/** Whether backups can be made is known where they are made. @param words why not; null when one was made */
export async function tellBackup(
  engine: Pick<Engine, 'db' | 'now' | 'uuid'>,
  workspaceId: WorkspaceId,
  words: string | null,
): Promise<void> {
  const raised = await alertStates(engine.db, workspaceId, true)
  const known = raised.filter(({ topic }) => topic === 'backup')
  if (words === null) await tellChanges(engine, workspaceId, [], known)
  else if (known.length === 0)
    await tellChanges(engine, workspaceId, [{ topic: 'backup', subject: '', words, href: '/settings' }], [])
}

async function tellChanges(
  engine: Pick<Engine, 'db' | 'now' | 'uuid'>,
  workspaceId: WorkspaceId,
  begun: readonly Condition[],
  over: readonly AlertStateRow[],
): Promise<void> {
  if (begun.length + over.length === 0) return
  const { quiet, timeZone, rollUpMinutes } = await alertSetting(engine.db, workspaceId)
  const at = new Date(engine.now())
  const together = at.getTime() + rollUpMinutes * 60_000
  const notBefore = new Date(afterQuiet(together, quiet && { ...quiet, timeZone }))
  await engine.db.transaction().execute(async (tx) => {
    for (const each of begun)
      await changeState(tx, workspaceId, { ...each, raised: true, at, notBefore }, engine.uuid)
    for (const each of over) {
      const { topic, subject, href } = each
      const change = { topic, subject, href, words: overWords(each), raised: false, at, notBefore }
      await changeState(tx, workspaceId, change, engine.uuid)
    }
    await notifyChange(tx, { workspaceId, topics: ['alerts'], keys: [] })
  })
}

const keyOf = ({ topic, subject }: Pick<Condition, 'topic' | 'subject'>): string => `${topic} ${subject}`

const overPrefix: Readonly<Record<AlertTopic, string>> = {
  connection_lost: 'Connected again',
  problem: 'Resolved',
  approval: 'Nothing waits for approval any more',
  budget: 'Calls are allowed again',
  no_webhook: 'Webhooks are heard again',
  drift: 'Equality restored',
  backup: 'A backup was made again',
}

const overWords = ({ topic, words }: AlertStateRow): string => `${overPrefix[topic]}. It was: ${words}`

async function conditions(
  engine: Engine,
  workspaceId: WorkspaceId,
  raised: ReadonlyMap<string, AlertStateRow>,
): Promise<Condition[]> {
  const found: Condition[] = []
  const connections = await listConnections(engine.db, workspaceId)
  for (const connection of connections) {
    if (connection.state === 'lost')
      found.push({
        topic: 'connection_lost',
        subject: connection.id,
        words: `${nameOf(connection)} has to be connected again. ${connection.problem ?? ''}`.trim(),
        href: '/connections',
      })
    if (connection.state !== 'connected') continue
    const isLow = budgetIsLow(connection, engine.now(), raised.has(`budget ${connection.id}`))
    if (isLow !== null)
      found.push({ topic: 'budget', subject: connection.id, words: isLow, href: '/connections' })
    const silent = await webhooksSilent(engine, connection)
    if (silent !== null)
      found.push({ topic: 'no_webhook', subject: connection.id, words: silent, href: '/connections' })
  }
  const approvals = await countApprovals(engine.db, workspaceId)
  if (approvals > 0)
    found.push({
      topic: 'approval',
      subject: '',
      words: `${approvals === 1 ? '1 write waits' : `${approvals} writes wait`} for approval.`,
      href: '/review',
    })
  for (const { id, title, fix } of await problemsForPeople(engine.db, workspaceId, problemsMax))
    found.push({ topic: 'problem', subject: id, words: `${sentence(title)} ${fix}`, href: `/problems/${id}` })
  for (const { connection_id, different } of await driftOf(engine.db, workspaceId))
    found.push({
      topic: 'drift',
      subject: connection_id,
      words: `What ${different === 1 ? '1 contact owes' : `${different.toLocaleString('en')} contacts owe`} is not what Xero says.`,
      href: '/',
    })
  return found
}

const nameOf = ({ side, organisationName }: Connection): string =>
  `${side === 'capsule' ? 'Capsule' : 'Xero'} (${organisationName})`

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`)

/** Once it was low it is low until a new window: near the line it would come and go. */
function budgetIsLow(connection: Connection, now: number, wasLow: boolean): string | null {
  const { usage } = connection
  if (usage?.window !== 'day' || usage.left === null || usage.limit === null || !usage.resetAt) return null
  if (usage.resetAt <= now) return null
  const fraction = Math.min(1, (usage.resetAt - now) / dayMs)
  const isUnder = usage.left - 1 < keptCalls('event', usage.limit, fraction)
  if (!isUnder && !(wasLow && usage.left < usage.limit / 2)) return null
  // The last hour is there to be used up.
  if (!wasLow && usage.resetAt - now < hourMs) return null
  return `${nameOf(connection)}: ${usage.left.toLocaleString('en')} of ${usage.limit.toLocaleString('en')} calls are left today. Changes are written later and more at a time, so that the day does not run out.`
}

async function webhooksSilent(engine: Engine, connection: Connection): Promise<string | null> {
  const { lastHeardAt, hooksAt, connectedAt, side } = connection
  if (lastHeardAt === null && hooksAt === null) return null
  const last = Math.max(lastHeardAt?.getTime() ?? 0, hooksAt?.getTime() ?? 0, connectedAt.getTime())
  const silent = engine.now() - last
  if (silent < silentMs) return null
  const changed = await lastChangedAt(engine.db, connection.id, side)
  if (silent < deadMs && (changed === null || changed.getTime() < last + announcedWithinMs)) return null
  const hours = Math.floor(silent / hourMs)
  return `${nameOf(connection)} has announced nothing for ${hours} hours${silent < deadMs ? ', although records changed there' : ''}. Changes are still found by looking, only later.`
}
