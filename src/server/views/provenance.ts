import type { FieldRow } from '#api/contacts.ts'
import type { FieldKey } from '#core/field/field.ts'
import { fieldOf } from '#core/field/fields.ts'
import type { Db } from '#db/open.ts'
import { type FieldWrite, fieldWritesOf, ruleVersions, runsByIds } from '#db/read-history.ts'
import type { StoredBase, StoredBaseValue } from '#db/tables.ts'
import { fieldWords, sideName } from './field-words.ts'
import { changesOf } from './operation-words.ts'

const writesRead = 200
const historyMax = 20

/** What explains the values of one link. */
export interface Explained {
  readonly stored: StoredBase
  readonly writes: readonly FieldWrite[]
  readonly runs: ReadonlyMap<string, Awaited<ReturnType<typeof runsByIds>>[number]>
  readonly rules: Awaited<ReturnType<typeof ruleVersions>>
  /** IANA name, for times in sentences. */
  readonly timeZone: string
}

export async function explain(
  db: Db,
  workspaceId: string,
  contactId: string,
  stored: StoredBase,
  timeZone: string,
): Promise<Explained> {
  const values = Object.values(stored)
  const runs = await runsByIds(
    db,
    workspaceId,
    values.flatMap((value) => value.run ?? []),
  )
  return {
    stored,
    writes: await fieldWritesOf(db, workspaceId, contactId, writesRead),
    runs: new Map(runs.map((run) => [run.id, run])),
    rules: await ruleVersions(db, workspaceId),
    timeZone,
  }
}

/** Why the value of a field is what it is: where it came from, by which rule, who approved it, when it was written. */
export function provenanceOf(key: FieldKey, explained: Explained): FieldRow['provenance'] {
  const value = explained.stored[key]
  if (!value) return null
  const run = value.run === null ? undefined : explained.runs.get(value.run)
  const write =
    value.operation === null ? undefined : explained.writes.find(({ id }) => id === value.operation)
  const approver = person(value.by) ?? run?.approved_by ?? null
  return {
    at: value.at,
    runId: value.run,
    words: [
      howWords(key, value, write, explained),
      ...(run ? [`${runWords[run.kind]} ${time(run.started_at.toISOString(), explained.timeZone)}.`] : []),
      ...(approver !== null && value.because === 'written' ? [`Approved by ${approver}.`] : []),
      ...(write?.ended_at
        ? [
            `${sideName(write.side)} confirmed the write at ${time(write.ended_at.toISOString(), explained.timeZone)}.`,
          ]
        : []),
    ],
  }
}

const runWords = {
  comparison: 'Part of the plan made from the comparison of',
  events: 'Planned after a change was noticed, in the run of',
  sweep: 'Planned after a regular look at both sides, in the run of',
  manual: 'Asked for by a person, in the run of',
  undo: 'Part of the undo of',
  facts: 'Figures written into Capsule, in the run of',
} as const

function howWords(
  key: FieldKey,
  value: StoredBaseValue,
  write: FieldWrite | undefined,
  explained: Explained,
): string {
  const { label } = fieldOf(key)
  const who = person(value.by) ?? 'A person'
  switch (value.because) {
    case 'equal':
      return 'Both sides held the same; nothing had to be written.'
    case 'left':
      return 'The sides differed when this was compared, and were left as they are.'
    case 'decided':
      return value.c === value.x ? `${who} decided this value.` : `${who} decided about the difference.`
    case 'undone':
      return `Put back by an undo${value.by === null ? '' : `, started by ${who}`}.`
    case 'written': {
      const rule = `the rule for ${label}${versionAt(value.at, explained.rules)}`
      if (!write) return `Copied by ${rule}.`
      return write.side === 'xero'
        ? `Copied from Capsule to Xero by ${rule}.`
        : `Copied from Xero to Capsule by ${rule}.`
    }
  }
}

function versionAt(at: string, rules: Explained['rules']): string {
  const then = rules.findLast((rule) => rule.changed_at.getTime() <= Date.parse(at))
  return then ? ` (version ${then.version}, set by ${then.changed_by})` : ' (as it came)'
}

/** What was written to either side of the field, newest first. */
export function historyOf(key: FieldKey, { writes }: Explained): FieldRow['history'] {
  return writes
    .flatMap((write) => {
      const change = changesOf(write).find((each) => each.field === key)
      if (!change || !write.ended_at) return []
      const by = person(write.approved_by) ?? write.run_approved_by ?? write.requested_by
      return [
        {
          at: write.ended_at.toISOString(),
          side: write.side,
          before: change.before,
          after: change.after,
          by: by ?? 'By itself',
        },
      ]
    })
    .slice(0, historyMax)
}

/** The agreed value for people; null when the sides never agreed on one. */
export function agreedWords(key: FieldKey, stored: StoredBase): string | null {
  const value = stored[key]
  return value && value.c === value.x ? fieldWords(key, value.c) : null
}

const person = (by: string | null): string | null =>
  by?.startsWith('user:') === true ? by.slice('user:'.length) : null

const time = (at: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(
    Date.parse(at),
  )
