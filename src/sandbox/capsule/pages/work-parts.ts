import { html } from 'hono/html'
import type { Kase, Opportunity } from '../deal-entities.ts'
import type { Store } from '../store.ts'
import type { Entry, Task } from '../work-entities.ts'
import type { Html } from './layout.ts'

const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })

export function shownDay(day: string | number): string {
  return days.format(typeof day === 'number' ? day : Date.parse(`${day}T00:00:00Z`))
}

/** What it is worth in all, and how that comes about. */
export function worth({ amount, currency, duration, durationBasis }: Opportunity): string {
  if (amount === null || currency === null) return 'No value'
  const money = new Intl.NumberFormat('en-GB', { style: 'currency', currency })
  if (durationBasis === 'FIXED') return money.format(amount)
  const unit = durationBasis.toLowerCase()
  return `${money.format(amount * (duration ?? 1))} (${money.format(amount)} a ${unit}, ${duration ?? 1} times)`
}

/** Moving, winning and losing in one line; `from` is the page to come back to. */
export function moveForm(store: Store, opportunity: Opportunity, from: 'party' | 'opportunity'): Html {
  const here = store.milestones.get(opportunity.milestoneId)
  const steps = [...store.milestones.values()].filter((m) => m.pipelineId === here?.pipelineId)
  const button = (name: string, value: number | undefined, danger: boolean) =>
    value === undefined || value === here?.id
      ? ''
      : html`<form method="post" action="/opportunity/${opportunity.id}/move">
<input type="hidden" name="from" value="${from}"><input type="hidden" name="milestone" value="${value}">
<button type="submit" class="${danger ? 'danger' : 'plain'}">${name}</button></form>`
  const closing = (probability: number) => steps.find((m) => m.complete && m.probability === probability)?.id
  return html`<div class="actions">
<form method="post" action="/opportunity/${opportunity.id}/move" class="row">
<input type="hidden" name="from" value="${from}">
<select name="milestone" aria-label="Milestone of ${opportunity.name}">${steps.map(
    (m) => html`<option value="${m.id}" ${m === here ? 'selected' : ''}>${m.name}</option>`,
  )}</select><button type="submit" class="plain">Move</button></form>
${button('Win', closing(100), false)}${button('Lose', closing(0), true)}
</div>`
}

export function opportunityLine(store: Store, opportunity: Opportunity): Html {
  const milestone = store.milestones.get(opportunity.milestoneId)?.name ?? ''
  const until = opportunity.closedOn
    ? `closed ${shownDay(opportunity.closedOn)}`
    : opportunity.expectedCloseOn
      ? `expected ${shownDay(opportunity.expectedCloseOn)}`
      : 'no expected date'
  return html`<tr><td><a href="/opportunity/${opportunity.id}">${opportunity.name}</a>
<div class="soft small">${milestone} · ${opportunity.probability} % · ${worth(opportunity)} · ${until}</div>
${moveForm(store, opportunity, 'party')}</td></tr>`
}

export function kaseLine(store: Store, kase: Kase): Html {
  const stage = kase.stageId === null ? 'No stage' : store.stages.get(kase.stageId)?.name
  return html`<tr><td><a href="/kase/${kase.id}">${kase.name}</a>
<div class="soft small">${kase.status === 'OPEN' ? stage : `Closed ${shownDay(kase.closedOn ?? kase.updatedAt)}`}</div></td></tr>`
}

export function taskLine(store: Store, task: Task): Html {
  const owner = task.ownerId === null ? 'nobody' : store.users.get(task.ownerId)?.name
  return html`<tr><td>${task.description}
<div class="soft small">${task.status === 'COMPLETED' ? 'Done' : `Due ${shownDay(task.dueOn)}`} · ${owner}</div></td>
<td>${
    task.status === 'COMPLETED'
      ? ''
      : html`<form method="post" action="/task/${task.id}/complete">
<button type="submit" class="plain" aria-label="Complete: ${task.description}">Complete</button></form>`
  }</td></tr>`
}

export function entryLine(store: Store, entry: Entry): Html {
  const author = store.users.get(entry.creatorId)?.name
  const type = store.activityTypes.get(entry.activityTypeId)?.name ?? entry.type
  return html`<tr><td><div class="pre">${entry.content ?? entry.subject ?? ''}</div>
<div class="soft small">${type} · ${shownDay(entry.entryAt)} · ${author}</div></td></tr>`
}

export function lines(rows: readonly Html[], none: string): Html {
  return rows.length === 0 ? html`<p class="soft">${none}</p>` : html`<table><tbody>${rows}</tbody></table>`
}

export function newestFirst(entries: readonly Entry[]): readonly Entry[] {
  return [...entries].sort((a, b) => b.entryAt - a.entryAt || b.id - a.id)
}
