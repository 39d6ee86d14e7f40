import {
  CapsuleFieldDefinitionReply,
  CapsuleFieldDefinitionsReply,
  type CapsuleWireFieldDefinition,
} from '#contracts/capsule/fields.ts'
import { type CapsuleFieldId, capsuleFieldId } from '#core/model/ids.ts'
import type { CapsuleHttp } from './http.ts'

export interface CapsuleField {
  readonly id: CapsuleFieldId
  readonly name: string
  readonly type: string | null
}

const path = '/parties/fields/definitions'

/** Custom fields of parties. @source reference/capsule.md §13.1 */
export async function listFields(http: CapsuleHttp): Promise<CapsuleField[]> {
  const fields: CapsuleField[] = []
  let next: string | null = path
  for (let page = 1; next !== null && page <= 100; page++) {
    const query = page === 1 ? { perPage: 100 } : {}
    const answer: { value: { definitions: CapsuleWireFieldDefinition[] }; next: string | null } =
      await http.call({ method: 'GET', path: next, query }, CapsuleFieldDefinitionsReply)
    fields.push(...answer.value.definitions.map(fromWire))
    next = answer.next
  }
  return fields
}

/** @throws RemoteError `forbidden` unless the token belongs to an administrator */
export async function createField(
  http: CapsuleHttp,
  field: {
    readonly name: string
    readonly type: 'text' | 'date' | 'number' | 'boolean'
    readonly description?: string
  },
): Promise<CapsuleField> {
  const { value } = await http.call(
    { method: 'POST', path, body: { definition: field } },
    CapsuleFieldDefinitionReply,
  )
  return fromWire(value.definition)
}

function fromWire(wire: CapsuleWireFieldDefinition): CapsuleField {
  return { id: capsuleFieldId(wire.id), name: wire.name, type: wire.type ?? null }
}
