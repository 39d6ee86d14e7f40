import { type Caller, canSee } from './access.ts'
import type { Kase } from './deal-entities.ts'
import { chosen, commonFields, differs } from './deal-fields.ts'
import { text } from './input.ts'
import { invalid, type JsonObject, notFound } from './refusal.ts'
import type { Store } from './store.ts'
import { switches } from './switches.ts'
import { toDay } from './time.ts'

const resource = 'kase'

export function createKase(store: Store, caller: Caller, sent: JsonObject, now: number): Kase {
  const start = blank(caller.user.id, switches.kaseStartsWithoutStage ? null : firstStage(store), now)
  const kase = { ...planChange(store, caller, start, sent, now)().kase, id: store.nextId() }
  store.kases.put(kase)
  store.tell('kase/created', kase.id)
  if (kase.status === 'CLOSED') store.tell('kase/closed', kase.id)
  return kase
}

/** Changes only what was sent; without effect nothing is stamped and nobody is told. */
export function updateKase(store: Store, caller: Caller, before: Kase, sent: JsonObject, now: number): Kase {
  const { kase, touched } = planChange(store, caller, before, sent, now)()
  if (!touched && !differs(before, kase)) return before
  const stamped = { ...kase, updatedAt: now }
  store.kases.change(stamped, now)
  store.tell('kase/updated', stamped.id)
  if (stamped.stageId !== before.stageId) store.tell('kase/moved', stamped.id)
  if (stamped.status === 'CLOSED' && before.status === 'OPEN') store.tell('kase/closed', stamped.id)
  return stamped
}

function firstStage(store: Store): number | null {
  const [board] = store.boards.keys()
  return [...store.stages.values()].find((stage) => stage.boardId === board)?.id ?? null
}

function blank(ownerId: number, stageId: number | null, now: number): Kase {
  return {
    id: 0,
    name: '',
    description: null,
    partyId: 0,
    contactIds: [],
    ownerId,
    teamId: null,
    status: 'OPEN',
    opportunityId: null,
    stageId,
    expectedCloseOn: null,
    closedOn: null,
    tagIds: [],
    fields: [],
    createdAt: now,
    updatedAt: now,
    lastContactedAt: null,
  }
}

/** A stage of another board is accepted, and so is none. @source reference capsule.md §9 */
function planChange(store: Store, caller: Caller, before: Kase, sent: JsonObject, now: number) {
  const { values, touched, tags } = commonFields(store, caller, 'kases', before, sent)
  const stage = chosen(sent, 'stage', resource, store.stages)
  const opportunity = chosen(sent, 'opportunity', resource, store.opportunities)
  if (opportunity && !canSee(store, caller.user, opportunity)) throw notFound('opportunity not found')
  const status = text(sent, 'status', resource) ?? before.status
  if (status !== 'OPEN' && status !== 'CLOSED') throw invalid('unknown status', resource, 'status')
  return () => ({
    touched,
    kase: {
      ...before,
      ...values,
      status,
      closedOn: status === 'OPEN' ? null : (before.closedOn ?? toDay(now)),
      stageId: stage === undefined ? before.stageId : (stage?.id ?? null),
      opportunityId: opportunity === undefined ? before.opportunityId : (opportunity?.id ?? null),
      tagIds: tags(),
    } satisfies Kase,
  })
}
