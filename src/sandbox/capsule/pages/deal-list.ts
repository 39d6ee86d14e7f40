import { html } from 'hono/html'
import { displayName } from '../entities.ts'
import type { Store } from '../store.ts'
import { type Html, layout } from './layout.ts'
import { shownDay, worth } from './work-parts.ts'

const rowsMax = 200

/** Every pipeline's opportunities: open ones first, by when they should close. */
export function dealListPage(store: Store): Html {
  const sections = [...store.pipelines.values()].map((pipeline) => {
    const steps = new Set(
      [...store.milestones.values()].filter((m) => m.pipelineId === pipeline.id).map((m) => m.id),
    )
    const sorted = [...store.opportunities.all()]
      .filter((row) => steps.has(row.milestoneId))
      .sort(
        (a, b) =>
          Number(a.closedOn !== null) - Number(b.closedOn !== null) ||
          (a.expectedCloseOn ?? '').localeCompare(b.expectedCloseOn ?? '') ||
          a.id - b.id,
      )
    const rows = sorted.slice(0, rowsMax).map((row) => {
      const party = store.party(row.partyId)
      const day = row.closedOn ?? row.expectedCloseOn
      return html`<tr><td><a href="/opportunity/${row.id}">${row.name}</a>
<div class="soft small">${party ? displayName(party) : ''}</div></td>
<td>${store.milestones.get(row.milestoneId)?.name ?? ''}</td>
<td class="wide">${worth(row)}</td>
<td class="wide">${day ? shownDay(day) : ''}</td></tr>`
    })
    return html`<section class="card"><h1>${pipeline.name}</h1>
<table><thead><tr><th>Opportunity</th><th>Milestone</th><th class="wide">Value</th><th class="wide">Closes</th></tr></thead>
<tbody>${rows.length > 0 ? rows : html`<tr><td class="soft">None yet.</td></tr>`}</tbody></table></section>`
  })
  return layout('Opportunities', html`${sections}`, { site: store.site.name })
}
