import { listFields } from '#capsule/fields.ts'
import { type CivilDate, civilDateIn } from '#core/civil-date.ts'
import { type FactKey, type FactSettings, factKinds, faultOfSettings, fieldsOn } from '#core/fact/fact.ts'
import { taskStep, taskText } from '#core/fact/overdue-task.ts'
import { overdueInvoices } from '#core/fact/values.ts'
import type { FactFieldIds, FactWrite } from '#core/fact/writes.ts'
import { nameKey } from '#core/field/name-key.ts'
import type { CapsuleFieldId, WorkspaceId } from '#core/model/ids.ts'
import { canonical } from '#core/plan/hash.ts'
import { sha256 } from '#core/plan/sha256.ts'
import type { XeroConnection } from '#db/connections.ts'
import { type FactSetting, loadFactSetting } from '#db/fact-settings.ts'
import { factLedgers, factPartiesAfter } from '#db/facts.ts'
import { loadRules } from '#db/rules.ts'
import { notAllowed, type Refused } from './deciding.ts'
import type { Engine } from './engine.ts'
import { factsOf, joined } from './facts.ts'

/** What switching on would write now; nothing is written. */
export interface FactPreview {
  readonly outcome: 'decided'
  /** Names exactly this preview. */
  readonly hash: string
  /** Customers that have a counterpart in Xero. */
  readonly customers: number
  /** Records written to, and values in them. */
  readonly parties: number
  readonly values: number
  readonly tagged: number
  readonly untagged: number
  readonly tasks: number
  /** Fields that are made in Capsule first, and those that are there already and are used. */
  readonly newFields: readonly string[]
  readonly usedFields: readonly string[]
  /** Calls to Capsule. */
  readonly calls: number
  /** Customers whose facts change by the calendar alone, each one call a day. */
  readonly daily: number
  /** Some of them. */
  readonly samples: readonly FactSample[]
  readonly fieldIds: FactFieldIds
}

export interface FactSample {
  readonly partyId: number
  readonly name: string
  readonly write: FactWrite | null
  /** Of the task. */
  readonly task: string | null
}

const partiesPerRead = 500
const samplesMax = 12

export async function previewFacts(
  engine: Engine,
  workspaceId: WorkspaceId,
  settings: FactSettings,
): Promise<FactPreview | Refused> {
  const fault = faultOfSettings(settings)
  if (fault !== null) return notAllowed(fault)
  const capsule = await engine.accounts.capsule(workspaceId)
  const xero = await engine.accounts.xero(workspaceId)
  if (!capsule || !xero) return notAllowed('Connect both Capsule and Xero first.')
  const current = await loadFactSetting(engine.db, workspaceId)
  const rules = await loadRules(engine.db, workspaceId)
  if (settings.tag.on && rules.tagGroups.some(({ tag }) => nameKey(tag) === nameKey(settings.tag.name)))
    return notAllowed(
      `The tag “${settings.tag.name}” is mapped to a contact group in Xero, which would follow it. Choose another name for the tag.`,
    )
  const held = await listFields(capsule.http('interactive'))
  const { maps } = fieldsFor(settings, current, held)
  const refused = refusalOf(settings, maps, Object.values(rules.customFields))
  if (refused !== null) return notAllowed(refused)
  const fieldIds: FactFieldIds = Object.fromEntries([...maps].map(([fact, field]) => [fact, field.id]))
  const counted = await count(engine, workspaceId, xero.connection, { settings, fieldIds }, current)
  const on = fieldsOn(settings)
  const newFields = on.filter((fact) => !maps.has(fact)).map((fact) => settings.fields[fact].name)
  const usedFields = on.flatMap((fact) => {
    const field = maps.get(fact)
    return field && current?.fieldIds[fact] !== field.id ? [field.name] : []
  })
  const { writes, ...counts } = counted
  return {
    outcome: 'decided',
    // What stands in a record beforehand changes all the time and is no part of the decision.
    hash: sha256(canonical({ settings, writes })),
    ...counts,
    newFields,
    usedFields,
    // Fields are listed once before any is made.
    calls: counts.parties + counts.tasks + newFields.length + Math.min(1, newFields.length),
    fieldIds,
  }
}

interface Field {
  readonly id: CapsuleFieldId
  readonly name: string
  readonly type: string | null
}

/** The field that holds each fact: the one used so far while its name stays, else the one of that name. */
function fieldsFor(
  settings: FactSettings,
  current: FactSetting | null,
  held: readonly Field[],
): { readonly maps: ReadonlyMap<FactKey, Field> } {
  const maps = new Map<FactKey, Field>()
  for (const fact of fieldsOn(settings)) {
    const { name } = settings.fields[fact]
    const isRenamed = current !== null && nameKey(current.settings.fields[fact].name) !== nameKey(name)
    const known = isRenamed ? undefined : held.find(({ id }) => id === current?.fieldIds[fact])
    const field = known ?? held.find((each) => nameKey(each.name) === nameKey(name))
    if (field) maps.set(fact, field)
  }
  return { maps }
}

function refusalOf(
  settings: FactSettings,
  maps: ReadonlyMap<FactKey, Field>,
  mapped: readonly (CapsuleFieldId | null)[],
): string | null {
  for (const [fact, { id, name, type }] of maps) {
    const wanted = factKinds[fact].type
    if (type !== null && type !== wanted)
      return `Capsule has a custom field “${name}” that holds a ${type}, not a ${wanted}. Choose another name for “${settings.fields[fact].name}”.`
    if (mapped.includes(id))
      return `The custom field “${name}” is mapped to a field of Xero above. Choose another name.`
  }
  return null
}

async function count(
  engine: Engine,
  workspaceId: WorkspaceId,
  xero: XeroConnection,
  draft: Pick<FactSetting, 'settings' | 'fieldIds'>,
  current: FactSetting | null,
) {
  const { timeZone, baseCurrency } = xero.details
  const today: CivilDate = civilDateIn(timeZone, engine.now())
  const { settings } = draft
  const hasDays = settings.fields.oldest_overdue_days.on
  const counts = { customers: 0, parties: 0, values: 0, tagged: 0, untagged: 0, tasks: 0, daily: 0 }
  const samples: FactSample[] = []
  const writes: unknown[] = []
  for (let after = 0; ; ) {
    const parties = await factPartiesAfter(engine.db, workspaceId, after, partiesPerRead)
    const last = parties.at(-1)
    if (!last) break
    after = last.party.id
    const contactIds = parties.flatMap((each) => each.contactIds)
    const ledgers = await factLedgers(engine.db, workspaceId, contactIds, baseCurrency)
    for (const known of parties) {
      const ledger = joined(known.contactIds.flatMap((id) => ledgers.get(id) ?? []))
      const { write } = factsOf(forDraft(known, draft, current), ledger, draft, baseCurrency, today)
      const overdue = overdueInvoices(ledger, today)
      const opens = taskStep(overdue, settings.task, known.spell) === 'open'
      counts.customers++
      if (hasDays && overdue.length > 0) counts.daily++
      if (write) {
        counts.parties++
        counts.values += write.changes.length
        if (write.tag) counts[write.tag.add ? 'tagged' : 'untagged']++
      }
      if (opens) counts.tasks++
      if (!write && !opens) continue
      writes.push([
        known.party.id,
        write && { ...write, changes: write.changes.map(({ fact, after }) => [fact, after]) },
        opens,
      ])
      if (samples.length < samplesMax && (write?.changes.length ?? 0) + (opens ? 1 : 0) > 0)
        samples.push({
          partyId: known.party.id,
          name: known.party.name,
          write,
          task: opens ? taskText(overdue, today, '').description : null,
        })
    }
  }
  return { ...counts, samples, writes }
}

type Known = Awaited<ReturnType<typeof factPartiesAfter>>[number]

/** A fact that goes to another field from now on was never written there. */
function forDraft(
  known: Known,
  draft: Pick<FactSetting, 'settings' | 'fieldIds'>,
  current: FactSetting | null,
): Known {
  const written = { ...known.written }
  for (const fact of movedFacts(draft, current)) delete written[fact]
  return { ...known, written }
}

/** Facts whose field or tag is another one than before. */
export function movedFacts(
  { settings, fieldIds }: Pick<FactSetting, 'settings' | 'fieldIds'>,
  current: FactSetting | null,
): (FactKey | 'tag')[] {
  if (current === null) return []
  const moved: (FactKey | 'tag')[] = fieldsOn(settings).filter(
    (fact) => current.fieldIds[fact] !== undefined && current.fieldIds[fact] !== fieldIds[fact],
  )
  return nameKey(current.settings.tag.name) === nameKey(settings.tag.name) ? moved : [...moved, 'tag']
}
