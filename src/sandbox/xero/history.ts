import { textOf } from './body.ts'
import { msInstant, msPlain } from './days.ts'
import { type ApiCall, echoed, elementsIn, envelope, writeEach } from './envelope.ts'
import { type Answer, Invalid } from './errors.ts'
import { addHistory } from './store.ts'

const localString = (ms: number) => new Date(ms).toISOString().slice(0, 19)

/** Newest first. */
export function listHistory(call: ApiCall, id: string): Answer {
  const records = [...(call.store.history.get(id) ?? [])].reverse()
  return envelope(
    call,
    'HistoryRecords',
    records.map((record) => ({
      Changes: record.changes,
      DateUTCString: localString(record.atMs),
      DateUTC: msInstant(record.atMs),
      User: record.user,
      Details: record.details,
    })),
  )
}

/** @source xero.md, "6.3 History and notes": no Changes and no User in the answer, DateUTC without offset */
export function addNotes(call: ApiCall, id: string): Answer {
  return writeEach(
    call,
    'HistoryRecords',
    elementsIn(call, 'HistoryRecords'),
    (element) => {
      const details = textOf(element.fields, 'details') ?? ''
      if (details.trim() === '') throw new Invalid(['Details cannot be empty.'])
      if (details.length > 2_500) throw new Invalid(['Details cannot be longer than 2500 characters.'])
      const record = addHistory(call.store, id, 'Note', 'System Generated', details)
      return {
        DateUTCString: localString(record.atMs),
        DateUTC: msPlain(record.atMs),
        Details: details,
        ValidationErrors: [],
      }
    },
    (element) => echoed(element, 'HistoryRecordID', {}),
    'HasValidationErrors',
  )
}
