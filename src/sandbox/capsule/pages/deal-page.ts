import { html } from 'hono/html'
import type { Kase, Opportunity } from '../deal-entities.ts'
import { displayName } from '../entities.ts'
import type { Store } from '../store.ts'
import { type Html, layout } from './layout.ts'
import { entryLine, kaseLine, lines, moveForm, newestFirst, shownDay, taskLine, worth } from './work-parts.ts'

export function opportunityPage(store: Store, opportunity: Opportunity, problem?: string): Html {
  const milestone = store.milestones.get(opportunity.milestoneId)
  const pipeline = milestone && store.pipelines.get(milestone.pipelineId)
  const reason = opportunity.lostReasonId === null ? null : store.lostReasons.get(opportunity.lostReasonId)
  return dealPage(
    store,
    opportunity,
    problem,
    html`<dt>Pipeline</dt><dd>${pipeline?.name ?? '–'}</dd>
<dt>Milestone</dt><dd>${milestone?.name ?? '–'}</dd>
<dt>Value</dt><dd>${worth(opportunity)}</dd>
<dt>Probability</dt><dd>${opportunity.probability} %</dd>
${reason ? html`<dt>Lost because</dt><dd>${reason.name}</dd>` : ''}`,
    html`<section class="card"><h2>Move</h2>${moveForm(store, opportunity, 'opportunity')}</section>
<section class="card"><h2>Projects</h2>${lines(
      store.kases.of(`opportunity:${opportunity.id}`).map((row) => kaseLine(store, row)),
      'None yet.',
    )}</section>`,
    `opportunity:${opportunity.id}`,
  )
}

export function kasePage(store: Store, kase: Kase): Html {
  const stage = kase.stageId === null ? null : store.stages.get(kase.stageId)
  const opportunity = kase.opportunityId === null ? null : store.opportunities.get(kase.opportunityId)
  return dealPage(
    store,
    kase,
    undefined,
    html`<dt>Status</dt><dd>${kase.status === 'OPEN' ? 'Open' : 'Closed'}</dd>
<dt>Stage</dt><dd>${stage?.name ?? '–'}</dd>
${opportunity ? html`<dt>Opportunity</dt><dd><a href="/opportunity/${opportunity.id}">${opportunity.name}</a></dd>` : ''}`,
    html``,
    `kase:${kase.id}`,
  )
}

function dealPage(
  store: Store,
  deal: Opportunity | Kase,
  problem: string | undefined,
  facts: Html,
  more: Html,
  key: string,
): Html {
  const party = store.party(deal.partyId)
  return layout(
    deal.name,
    html`${problem ? html`<p class="card problem" role="alert">${problem}</p>` : ''}
<div class="columns"><div class="stack">
<section class="card"><h1>${deal.name}</h1>
<p class="soft">${party ? html`For <a href="/party/${party.id}">${displayName(party)}</a>` : ''}</p>
${deal.description ? html`<p class="pre">${deal.description}</p>` : ''}</section>
<section class="card"><h2>Notes</h2>${lines(
      newestFirst(store.entries.of(key)).map((row) => entryLine(store, row)),
      'No notes yet.',
    )}</section>
</div><div class="stack">
<section class="card"><h2>Details</h2><dl>${facts}
<dt>Owner</dt><dd>${(deal.ownerId !== null && store.users.get(deal.ownerId)?.name) || '–'}</dd>
<dt>Expected to close</dt><dd>${deal.expectedCloseOn ? shownDay(deal.expectedCloseOn) : '–'}</dd>
<dt>Closed</dt><dd>${deal.closedOn ? shownDay(deal.closedOn) : '–'}</dd>
<dt>Id</dt><dd>${deal.id}</dd></dl></section>
${more}
<section class="card"><h2>Tasks</h2>${lines(
      store.tasks.of(key).map((row) => taskLine(store, row)),
      'Nothing to do.',
    )}</section>
</div></div>`,
    { site: store.site.name },
  )
}
