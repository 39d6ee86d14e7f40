import type { Caller } from './access.ts'
import { idOf, instant, isObject, rows, text } from './input.ts'
import { linkCount, noLink, readLinks } from './links.ts'
import { invalid, type JsonObject, notFound } from './refusal.ts'
import { noteTypeId } from './settings.ts'
import type { Store } from './store.ts'
import { switches } from './switches.ts'
import type { Attachment, Entry } from './work-entities.ts'

const resource = 'entry'

/** Only notes can be written; their content is kept as it is. @source reference capsule.md §11 */
export function createNote(store: Store, caller: Caller, sent: JsonObject, now: number): Entry {
  const type = text(sent, 'type', resource) ?? 'note'
  if (type !== 'note') throw invalid('only notes can be created', resource, 'type')
  const links = readLinks(store, caller.user, sent, noLink, resource)
  if (linkCount(links) !== 1)
    throw invalid('entry must be linked to either a party, opportunity or kase', resource)
  const content = contentOf(sent)
  if (content === undefined) throw invalid('content is required', resource, 'content')
  const activityTypeId = activityTypeOf(store, sent) ?? noteTypeId
  const entryAt = entryAtOf(sent) ?? now
  const attachments = applyAttachments(store, [], rows(sent, 'attachments', resource) ?? [])
  const plain = { ...links, type, subject: null, content, activityTypeId, entryAt } as const
  return fileEntry(store, { ...plain, attachments: attachments(), creatorId: caller.user.id }, now)
}

/** The subject of a note is taken without a word and not kept; where it hangs cannot change. */
export function updateEntry(store: Store, before: Entry, sent: JsonObject, now: number): Entry {
  const attachments = applyAttachments(store, before.attachments, rows(sent, 'attachments', resource) ?? [])
  const subject = before.type === 'note' ? undefined : text(sent, 'subject', resource, 1000)
  const planned: Entry = {
    ...before,
    subject: subject === undefined ? before.subject : subject,
    content: contentOf(sent) ?? before.content,
    activityTypeId: activityTypeOf(store, sent) ?? before.activityTypeId,
    entryAt: entryAtOf(sent) ?? before.entryAt,
  }
  const entry = { ...planned, attachments: attachments() }
  if (JSON.stringify(brief(entry)) === JSON.stringify(brief(before))) return before
  const stamped = { ...entry, updatedAt: now }
  store.entries.put(stamped)
  return stamped
}

/** Keeps an entry and renews when its record was last contacted. */
export function fileEntry(
  store: Store,
  filed: Omit<Entry, 'id' | 'createdAt' | 'updatedAt'>,
  now: number,
): Entry {
  const entry: Entry = { ...filed, id: store.nextId(), createdAt: now, updatedAt: now }
  store.entries.put(entry)
  if (store.activityTypes.get(entry.activityTypeId)?.updateLastContacted) renewContact(store, entry, now)
  return entry
}

/** A person's organisation is renewed too, though the entry does not show on it. @source reference capsule.md §4.4 */
function renewContact(store: Store, { partyId, opportunityId, kaseId, entryAt }: Entry, now: number): void {
  const renewed = <Row extends { readonly lastContactedAt: number | null; readonly updatedAt: number }>(
    row: Row,
  ): Row => ({
    ...row,
    lastContactedAt: Math.max(row.lastContactedAt ?? 0, entryAt),
    updatedAt: switches.contactCountsAsUpdate ? now : row.updatedAt,
  })
  const party = partyId === null ? undefined : store.party(partyId)
  for (const id of party ? [party.id, party.organisationId] : []) {
    const row = id === null ? undefined : store.party(id)
    if (!row) continue
    if (switches.contactCountsAsUpdate) store.update(renewed(row), now)
    else store.load(renewed(row))
  }
  const opportunity = opportunityId === null ? undefined : store.opportunities.get(opportunityId)
  if (opportunity) store.opportunities.put(renewed(opportunity))
  const kase = kaseId === null ? undefined : store.kases.get(kaseId)
  if (kase) store.kases.put(renewed(kase))
}

function contentOf(sent: JsonObject): string | undefined {
  const { content } = sent
  if (content === undefined) return undefined
  if (typeof content !== 'string' || content.trim() === '')
    throw invalid('content is required', resource, 'content')
  if (content.length > 1_000_000) throw invalid('content is too long', resource, 'content')
  return content
}

function entryAtOf(sent: JsonObject): number | undefined {
  const at = text(sent, 'entryAt', resource)
  return at === undefined || at === null ? undefined : instant(at, 'entryAt', resource)
}

function activityTypeOf(store: Store, sent: JsonObject): number | undefined {
  const given = sent.activityType
  if (given === undefined || given === null) return undefined
  const id = typeof given === 'number' ? given : isObject(given) ? idOf(given, resource) : undefined
  if (id === undefined || !store.activityTypes.has(id)) throw notFound('activity type not found')
  return id
}

/** Files come by the token of their upload and go by id and `_delete`; a token can be used once. */
function applyAttachments(
  store: Store,
  before: readonly Attachment[],
  sent: readonly JsonObject[],
): () => readonly Attachment[] {
  const used: string[] = []
  let list = before
  for (const item of sent) {
    const id = idOf(item, 'attachment')
    if (id !== undefined) {
      if (!list.some((file) => file.id === id)) throw notFound('attachment not found')
      if (item._delete === true) list = list.filter((file) => file.id !== id)
      continue
    }
    const token = text(item, 'token', 'attachment')
    const file = token && !used.includes(token) ? store.uploads.get(token) : undefined
    if (!token || !file) throw invalid('token is invalid', 'attachment', 'token')
    used.push(token)
    list = [...list, file]
  }
  return () => {
    for (const token of used) store.uploads.delete(token)
    return list
  }
}

function brief({ attachments, ...entry }: Entry) {
  return { ...entry, attachments: attachments.map((file) => file.id) }
}
