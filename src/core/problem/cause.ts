import { type FieldKey, fieldKeys } from '../field/field.ts'
import { fieldOf } from '../field/fields.ts'
import { sha256 } from '../plan/sha256.ts'
import { failureTable } from '../remote/failure-table.ts'
import type { RemoteErrorKind, Side } from '../remote/remote-error.ts'
import { type FaultDetail, fieldsAtFault } from './fault-fields.ts'
import { fixOf } from './fix.ts'
import { normalMessage } from './normal-message.ts'

/** A write the vendor refused, or a connection that cannot go on. */
export interface Failure {
  readonly source: 'operation' | 'connection'
  readonly side: Side
  /** A kind of `failureTable`, or a word of our own. */
  readonly kind: string
  readonly code?: string | null | undefined
  /** In words for people. */
  readonly message: string
  readonly next: string
  readonly details: readonly FaultDetail[]
  /** The fields that were written. */
  readonly written: readonly FieldKey[]
  /** What kind of write it was, e.g. `xero.contact.update`; null for connections. */
  readonly operation: string | null
  /** The connection, for faults of one; `name` where there are several of its side. */
  readonly connection?: { readonly id: string; readonly name: string | null } | null
}

/** What failures with one cause have in common. */
export interface Cause {
  /** SHA-256: equal for failures that are shown as one problem. */
  readonly hash: string
  readonly source: 'operation' | 'connection'
  readonly side: Side
  readonly connectionId: string | null
  readonly kind: string
  readonly code: string | null
  readonly fields: readonly FieldKey[]
  /** One sentence without anything of a single record. */
  readonly title: string
  /** What a person can do. */
  readonly fix: string
  /** Whether it is tried again without anybody. */
  readonly retries: boolean
}

const names: Record<Side, string> = { capsule: 'Capsule', xero: 'Xero' }

export function causeOf(failure: Failure): Cause {
  const { source, side, kind, connection } = failure
  const code = failure.code ?? null
  const fields = failure.source === 'operation' ? fieldsAtFault(side, failure.details, failure.written) : []
  const words = failure.details.map((detail) => normalMessage(detail.message)).filter(Boolean)
  // Words of ours about a connection hold waiting times and the like: they do not tell causes apart.
  const said =
    source === 'connection' ? '' : [...new Set(words)].sort().join(' ') || normalMessage(failure.message)
  return {
    hash: sha256(JSON.stringify([source, side, connection?.id ?? null, kind, code, fields, said])),
    source,
    side,
    connectionId: connection?.id ?? null,
    kind,
    code,
    fields,
    title:
      source === 'connection'
        ? `${connection?.name ? `${connection.name}: ` : ''}${normalMessage(failure.message)}`
        : titleOf(side, kind, fields, said),
    fix: fixOf(failure, fields),
    retries: isRemoteKind(kind) && failureTable[kind].retry !== 'never',
  }
}

function titleOf(side: Side, kind: string, fields: readonly FieldKey[], said: string): string {
  if (kind !== 'invalid') return said
  const what = fields.length === 0 ? 'the data' : `the ${fieldsWords(fields)}`
  return `${names[side]} refused ${what}: ${said}`
}

/** "phone" once, however many phones: people fix them in one place. */
export function fieldsWords(fields: readonly FieldKey[]): string {
  const labels = [...new Set(fields.map((key) => fieldOf(key).label))]
  const last = labels.pop()
  return labels.length === 0 ? (last ?? '') : `${labels.join(', ')} and ${last}`
}

const isRemoteKind = (kind: string): kind is RemoteErrorKind => Object.hasOwn(failureTable, kind)

/** Fields a creation writes: whatever the record has. */
export const anyField: readonly FieldKey[] = fieldKeys
