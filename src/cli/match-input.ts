import type { z } from 'zod'
import { fromWire as partyFromWire } from '#capsule/party-wire.ts'
import { CapsuleWireParty } from '#contracts/capsule/parties.ts'
import { XeroWireContact } from '#contracts/xero/contacts.ts'
import type { XeroContact } from '#core/model/contact.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { fromWire as contactFromWire } from '#xero/contact-wire.ts'

export interface MatchInput {
  readonly parties: readonly CapsuleParty[]
  readonly contacts: readonly XeroContact[]
}

export type ReadInput =
  | { readonly ok: true; readonly input: MatchInput }
  | { readonly ok: false; readonly faults: readonly string[] }

/**
 * Records as both APIs answer them, from text. The lists may be bare or wrapped as the vendors wrap them. Rows of
 * a party may lack their ids and a contact its date, as in files made by hand: matching needs neither.
 *
 * @returns every fault of every element, each with its place, when anything cannot be read
 * @throws never
 */
export function readInput(text: string): ReadInput {
  let whole: unknown
  try {
    whole = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    return {
      ok: false,
      faults: [`This is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`],
    }
  }
  if (!isObject(whole))
    return { ok: false, faults: ['The file is not an object with "parties" and "contacts".'] }
  const faults: string[] = []
  const parties = readList(
    'parties',
    listOf(whole, 'parties', 'Parties'),
    CapsuleWireParty,
    withRowIds,
    faults,
  )
  const contacts = readList(
    'contacts',
    listOf(whole, 'contacts', 'Contacts'),
    XeroWireContact,
    withDate,
    faults,
  )
  if (faults.length > 0) return { ok: false, faults }
  return {
    ok: true,
    input: { parties: parties.map(partyFromWire), contacts: contacts.map(contactFromWire) },
  }
}

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The list under either spelling, bare or inside the vendor's own envelope. */
function listOf(whole: Json, ...names: readonly [string, string]): unknown {
  const found = names.map((name) => whole[name]).find((value) => value !== undefined)
  if (!isObject(found)) return found
  return names.map((name) => found[name]).find((value) => value !== undefined) ?? found
}

function readList<Row>(
  name: string,
  list: unknown,
  schema: z.ZodType<Row>,
  complete: (row: unknown) => unknown,
  faults: string[],
): Row[] {
  if (list === undefined) faults.push(`${name}: is missing`)
  else if (!Array.isArray(list)) faults.push(`${name}: is not a list`)
  if (!Array.isArray(list)) return []
  return list.flatMap((row: unknown, at): Row[] => {
    const parsed = schema.safeParse(complete(row))
    if (parsed.success) return [parsed.data]
    faults.push(...parsed.error.issues.map((issue) => `${placeOf(name, at, issue.path)}: ${issue.message}`))
    return []
  })
}

function placeOf(list: string, at: number, path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
  return `${list}[${at}]${steps.join('')}`
}

const rowLists = ['emailAddresses', 'phoneNumbers', 'websites', 'addresses', 'tags', 'fields']

function withRowIds(party: unknown): unknown {
  if (!isObject(party)) return party
  const lists = rowLists.flatMap((name) => {
    const rows = party[name]
    return Array.isArray(rows) ? [[name, rows.map(withId)] as const] : []
  })
  return { ...party, ...Object.fromEntries(lists) }
}

function withId(row: unknown, at: number): unknown {
  if (!isObject(row)) return row
  const definition = isObject(row.definition) ? { definition: { id: at + 1, ...row.definition } } : {}
  return { id: at + 1, ...row, ...definition }
}

/** Xero's own libraries write the date in ISO 8601. */
function withDate(contact: unknown): unknown {
  if (!isObject(contact)) return contact
  const date = contact.UpdatedDateUTC
  if (date === undefined || date === null) return { ...contact, UpdatedDateUTC: '/Date(0)/' }
  const ms = typeof date === 'string' && /^\d{4}-\d\d-\d\d/.test(date) ? Date.parse(date) : Number.NaN
  return Number.isNaN(ms) ? contact : { ...contact, UpdatedDateUTC: `/Date(${ms})/` }
}
