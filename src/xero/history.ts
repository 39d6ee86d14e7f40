import type { XeroContactId } from '#core/model/ids.ts'
import { accounting, type XeroHttp } from './http.ts'

/** @source reference/xero.md §6.3 */
const charactersMax = 2_500

/**
 * Adds notes to a contact's history; too long ones end in an ellipsis, blank ones are left out. Notes can never be
 * changed, removed or back-dated.
 *
 * @param idempotencyKey one per logical write: without it a repeated call adds the notes again
 * @throws RemoteError `missing` for an unknown contact
 * @source reference/xero.md §6.3
 */
export async function addHistoryNotes(
  http: XeroHttp,
  contactId: XeroContactId,
  notes: readonly string[],
  { idempotencyKey }: { readonly idempotencyKey: string },
): Promise<void> {
  const records = notes.filter((note) => note.trim() !== '').map((note) => ({ Details: cut(note) }))
  if (records.length === 0) return
  await http.send({
    method: 'PUT',
    path: `${accounting}/Contacts/${contactId}/History`,
    body: { HistoryRecords: records },
    idempotencyKey,
  })
}

function cut(note: string): string {
  if (note.length <= charactersMax) return note
  const short = note.slice(0, charactersMax - 1)
  // Half a character outside the basic plane is no character.
  return `${/[\ud800-\udbff]$/.test(short) ? short.slice(0, -1) : short}…`
}
