import type { WorkspaceId } from '#core/model/ids.ts'
import { listConnections } from '#db/connections.ts'
import { askedKey, changeClaim, claim, claimById, claimByKey, dealKey } from '#db/deals.ts'
import { opportunityById } from '#db/opportunities.ts'
import { loadRules } from '#db/rules.ts'
import { conclude, decide, notAllowed, notFound, type Refused, type Scope } from './deciding.ts'
import type { Engine } from './engine.ts'
import { findRecord } from './record.ts'

export interface DealAsked {
  readonly outcome: 'decided'
  readonly claimId: string
  /** What happens now. */
  readonly words: string
}

/**
 * Has the document of an opportunity made because a person wants it: the first one, another one after the first was
 * deleted, or once more after Xero or a person refused it.
 */
export async function askForDeal(
  engine: Engine,
  workspaceId: WorkspaceId,
  request: { readonly opportunityId: number; readonly by: string },
): Promise<DealAsked | Refused> {
  return decide(engine, workspaceId, request.by, async (scope) => {
    const row = await opportunityById(scope.tx, workspaceId, request.opportunityId)
    if (row?.state !== 'active') return notFound
    const home = await homeOf(scope)
    if (home === null) return notAllowed('Xero is not connected.')
    const known = await claimByKey(scope.tx, workspaceId, dealKey(row.id))
    if (known?.state === 'made')
      return notAllowed(`“${row.name}” has its document in Xero already. There is one for each opportunity.`)
    if (known?.state === 'planned')
      return notAllowed(`The document of “${row.name}” is under way, or waits for approval.`)
    const held =
      known ??
      (await claim(scope.tx, {
        id: scope.engine.uuid(),
        workspaceId,
        connectionId: home,
        key: dealKey(row.id),
        opportunityId: row.id,
        partyId: row.party_id,
        contactId: null,
        askedBy: scope.by,
        at: scope.at,
      }))
    const earlier = held.document_id === null ? held.earlier : [...held.earlier, held.document_id]
    await changeClaim(
      scope.tx,
      held.id,
      held.state,
      {
        state: 'wanted',
        asked_by: scope.by,
        // A refused write is another write when it is tried again.
        attempt: held.attempt + (held.state === 'wanted' ? 0 : 1),
        earlier: JSON.stringify(earlier),
        told: '[]',
        connection_id: held.connection_id ?? home,
        document_id: null,
        document_status: null,
        run_id: null,
        operation_id: null,
        wait: null,
        why: null,
        next: null,
      },
      scope.at,
    )
    await conclude(scope, {
      action: 'deal.asked',
      subject: `opportunity:${row.id}`,
      details: { opportunityId: row.id, before: held.state },
      parties: [],
      contacts: [],
      topics: ['deals'],
      plan: false,
    })
    return { outcome: 'decided', claimId: held.id, words: `The document of “${row.name}” is made now.` }
  })
}

/**
 * Begins an invoice for a customer: a draft in Xero, to be completed there.
 *
 * @param request.key `p{partyId}` or `x{contactId}`
 * @param request.requestKey chosen by the page: asked again with the same, there is still one draft
 */
export async function beginInvoice(
  engine: Engine,
  workspaceId: WorkspaceId,
  request: { readonly key: string; readonly requestKey: string; readonly by: string },
): Promise<DealAsked | Refused> {
  return decide(engine, workspaceId, request.by, async (scope) => {
    const { deals } = await loadRules(scope.tx, workspaceId)
    if (!deals.button)
      return notAllowed(
        'Invoices are not begun from here. An administrator switches it on under Rules & mapping.',
      )
    const record = await findRecord(scope.tx, workspaceId, request.key)
    if (!record) return notFound
    if (record.party && record.party.state !== 'active')
      return notAllowed(`${record.party.name} is deleted in Capsule, or not visible any more.`)
    const key = askedKey(request.requestKey)
    const known = await claimByKey(scope.tx, workspaceId, key)
    const billedTo = record.party?.id ?? null
    if (known) {
      const isSame =
        known.party_id === billedTo && (billedTo !== null || known.contact_id === record.contact?.id)
      return isSame
        ? { outcome: 'decided', claimId: known.id, words: 'It is under way already.' }
        : notAllowed('This request was made for another customer. Reload the page.')
    }
    const connectionId = record.link?.connection_id ?? record.contact?.connection_id ?? (await homeOf(scope))
    if (connectionId === null) return notAllowed('Xero is not connected.')
    const made = await claim(scope.tx, {
      id: scope.engine.uuid(),
      workspaceId,
      connectionId,
      key,
      opportunityId: null,
      partyId: billedTo,
      contactId: billedTo === null ? (record.contact?.id ?? null) : null,
      askedBy: scope.by,
      at: scope.at,
    })
    await conclude(scope, {
      action: 'invoice.begun',
      subject: record.contact ? `contact:${record.contact.id}` : `party:${billedTo}`,
      details: { claim: made.id },
      parties: [],
      contacts: [],
      topics: ['deals'],
      plan: false,
    })
    return { outcome: 'decided', claimId: made.id, words: 'The draft is being made in Xero.' }
  })
}

/** What could not be made for a person is tried once more, or given up. */
export async function retryInvoice(
  engine: Engine,
  workspaceId: WorkspaceId,
  request: { readonly claimId: string; readonly by: string },
): Promise<DealAsked | Refused> {
  return decide(engine, workspaceId, request.by, async (scope) => {
    const held = await claimById(scope.tx, workspaceId, request.claimId)
    if (!held || held.opportunity_id !== null) return notFound
    if (held.state !== 'failed') return notAllowed('There is nothing to try again.')
    await changeClaim(
      scope.tx,
      held.id,
      'failed',
      {
        state: 'wanted',
        attempt: held.attempt + 1,
        run_id: null,
        operation_id: null,
        wait: null,
        why: null,
        next: null,
      },
      scope.at,
    )
    return { outcome: 'decided', claimId: held.id, words: 'It is tried again.' }
  })
}

/** The organisation in which opportunities become documents: the first one. */
async function homeOf({ tx, workspaceId }: Scope): Promise<string | null> {
  const all = await listConnections(tx, workspaceId)
  const first = all.find((one) => one.side === 'xero' && one.state !== 'disconnected')
  return first?.id ?? null
}
