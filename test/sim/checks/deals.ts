import { listOpportunities } from '#capsule/opportunities.ts'
import { opportunityUrl, partyUrl } from '#capsule/site.ts'
import { isMarked, type Marker } from '#core/deal/draft.ts'
import type { Quote } from '#core/model/document.ts'
import type { CapsuleOpportunity } from '#core/model/opportunity.ts'
import { listConnections } from '#db/connections.ts'
import type { Claim } from '#db/deals.ts'
import { loadRules } from '#db/rules.ts'
import { listQuotes } from '#xero/quotes.ts'
import { dealsOf } from '../deals.ts'
import { count } from '../reach.ts'
import { Violation, type World } from '../world.ts'
import type { Check } from './checks.ts'
import { truthOf } from './truth.ts'

/**
 * No opportunity and no press of the button has more than one document, and every won one has its own, or says why not.
 */
export const dealsAreWhole: Check = async (world) => {
  if (!dealsOf(world)) return []
  const id = await world.workspaceId()
  const { opportunities, quotes } = await lookAt(world)
  const { documents } = await truthOf(world)
  const made = [...documents.values(), ...quotes]
  const claims = await world.db.selectFrom('deal_document').selectAll().orderBy('key').execute()
  const connections = await listConnections(world.db, id)
  const capsule = connections.find((each) => each.side === 'capsule')
  const site = capsule?.side === 'capsule' ? capsule.details.siteUrl : ''
  const marked = (marker: Marker) => made.filter((each) => isMarked({ url: null, ...each }, marker))
  const of = (claim: Claim) =>
    claim.opportunity_id === null
      ? marked({ by: 'url', value: `${pageOf(site, claim)}?counterpart=${claim.id.slice(0, 8)}` })
      : ofOpportunity(claim.opportunity_id)
  const ofOpportunity = (opportunity: number) => [
    ...marked({ by: 'url', value: opportunityUrl(site, opportunity) }),
    ...marked({ by: 'reference', value: `[Capsule ${opportunity}]` }),
  ]
  await countDeals(world, claims)
  const { deals } = await loadRules(world.db, id)
  const rule = deals.rules[0]
  const won = opportunities.filter(
    (each) =>
      each.milestone.id === rule?.milestoneId &&
      Date.parse(each.stageChangedAt ?? '') >= Date.parse(rule.since),
  )
  const known = new Map(claims.map((claim) => [claim.opportunity_id, claim]))
  return [
    ...claims.flatMap((claim) => faultsOf(claim, of(claim))),
    ...opportunities
      .filter((each) => !known.has(each.id) && ofOpportunity(each.id).length > 0)
      .map((each) => `opportunity ${each.id} has a document that nobody knows of`),
    ...won
      .filter((each) => !known.has(each.id))
      .map((each) => `opportunity ${each.id} was won and nothing came of it`),
  ]
}

const pageOf = (site: string, claim: Claim) =>
  claim.party_id === null ? `${site.replace(/\/$/, '')}/parties` : partyUrl(site, claim.party_id)

function faultsOf(claim: Claim, documents: readonly { readonly id: string }[]): string[] {
  const faults: string[] = []
  const allowed = claim.earlier.length + (claim.document_id === null ? 0 : 1)
  if (documents.length > allowed)
    faults.push(`${claim.key} has ${documents.length} documents and knows of ${allowed}`)
  if (claim.document_id !== null && !documents.some(({ id }) => id === claim.document_id))
    faults.push(`${claim.key} names a document that Xero does not have`)
  if (claim.state === 'wanted' && (claim.why === null || claim.wait === 'permission'))
    faults.push(`${claim.key} is still wanted, ${claim.why ?? 'and nothing says why'}`)
  if (claim.state === 'planned' && claim.wait !== 'approval') faults.push(`${claim.key} is still planned`)
  return faults
}

async function lookAt(
  world: World,
): Promise<{ readonly opportunities: readonly CapsuleOpportunity[]; readonly quotes: readonly Quote[] }> {
  const id = await world.workspaceId()
  return world.perform('looks at deals and quotes', async (engine) => {
    const capsule = await engine.accounts.capsule(id)
    const xero = await engine.accounts.xero(id)
    if (!capsule || !xero) throw new Violation('a side is not connected at the end')
    const opportunities: CapsuleOpportunity[] = []
    for await (const page of listOpportunities(capsule.http('interactive')))
      opportunities.push(...page.opportunities)
    const quotes: Quote[] = []
    for await (const page of listQuotes(xero.http('interactive'))) quotes.push(...page.rows)
    return { opportunities, quotes }
  })
}

async function countDeals({ db, reach }: World, claims: readonly Claim[]): Promise<void> {
  count(reach, 'deal document made', claims.filter((each) => each.document_id !== null).length)
  count(reach, 'deal waited', claims.filter((each) => each.wait !== null).length)
  const operations = await db
    .selectFrom('operation')
    .select(['kind', 'state', 'result'])
    .where('kind', 'in', [
      'xero.invoice.create',
      'xero.quote.create',
      'capsule.opportunity.note',
      'capsule.opportunity.update',
    ])
    .execute()
  const done = operations.filter((each) => each.state === 'done')
  count(reach, 'deal told', done.filter((each) => each.kind.startsWith('capsule.')).length)
  const held = await db.selectFrom('run').select('id').where('held', 'like', '% is to be made of %').execute()
  count(reach, 'deal document held', held.length)
  const found = done.filter((each) => isFound(each.result))
  count(reach, 'deal document found again', found.length)
}

/** Its answer was lost, and it was looked for. */
const isFound = (result: unknown): boolean =>
  typeof result === 'object' && result !== null && 'found' in result
