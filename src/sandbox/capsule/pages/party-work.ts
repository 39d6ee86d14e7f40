import { html } from 'hono/html'
import { canSee } from '../access.ts'
import type { Party } from '../entities.ts'
import type { Store } from '../store.ts'
import type { Html } from './layout.ts'
import { entryLine, kaseLine, lines, newestFirst, opportunityLine, taskLine } from './work-parts.ts'

/** Opportunities, projects, tasks and notes of a party, with forms to add to them. */
export function partyWork(store: Store, party: Party): Html {
  const key = `party:${party.id}`
  const firstPipeline = store.pipelines.keys().next().value
  const milestones = [...store.milestones.values()].filter((m) => m.pipelineId === firstPipeline)
  const add = (path: string, content: Html) =>
    html`<form method="post" action="/party/${party.id}/${path}" class="grid">${content}</form>`
  return html`<section class="card"><h2>Opportunities</h2>
${lines(
  store.opportunities.of(key).map((row) => opportunityLine(store, row)),
  'None yet.',
)}
${add(
  'opportunities',
  html`<div class="pair"><label>Name<input name="name" required maxlength="255"></label>
<label>Value<input name="amount" inputmode="decimal" pattern="[0-9]+([.][0-9]{1,2})?"></label></div>
<div class="pair"><label>Currency<input name="currency" value="AUD" maxlength="3" pattern="[A-Z]{3}"></label>
<label>Milestone<select name="milestone">${milestones.map((m) => html`<option value="${m.id}">${m.name}</option>`)}</select></label></div>
<div class="actions"><button type="submit" class="plain">Add opportunity</button></div>`,
)}
</section>
<section class="card"><h2>Projects</h2>${lines(
    store.kases.of(key).map((row) => kaseLine(store, row)),
    'None yet.',
  )}</section>
<section class="card"><h2>Tasks</h2>${lines(
    store.tasks.of(key).map((row) => taskLine(store, row)),
    'Nothing to do.',
  )}
${add(
  'tasks',
  html`<div class="pair"><label>Task<input name="description" required maxlength="1000"></label>
<label>Due<input name="dueOn" type="date" required></label></div>
<div class="actions"><button type="submit" class="plain">Add task</button></div>`,
)}
</section>
<section class="card"><h2>Notes</h2>
${add(
  'notes',
  html`<label>New note<textarea name="content" rows="3" required></textarea></label>
<div class="actions"><button type="submit" class="plain">Add note</button></div>`,
)}
${lines(
  newestFirst(store.entries.of(key)).map((row) => entryLine(store, row)),
  'No notes yet.',
)}
</section>`
}

/** Owner and team decide who sees the record; the people it leaves are named. */
export function assignForm(store: Store, party: Party): Html {
  const option = (id: number | null, name: string, chosen: number | null) =>
    html`<option value="${id ?? ''}" ${id === chosen ? 'selected' : ''}>${name}</option>`
  const present = [...store.users.values()].filter((user) => !user.deleted)
  const seeing = present.filter((user) => canSee(store, user, party)).map((user) => user.name)
  return html`<form method="post" action="/party/${party.id}/assign" class="grid">
<div class="pair"><label>Owner<select name="owner">${option(null, 'Nobody', party.ownerId)}${present.map(
    (user) => option(user.id, user.name, party.ownerId),
  )}</select></label>
<label>Team<select name="team">${option(null, 'No team', party.teamId)}${[...store.teams.values()].map(
    (team) => option(team.id, team.name, party.teamId),
  )}</select></label></div>
<p class="soft small">Seen by ${seeing.join(', ')}.</p>
<div class="actions"><button type="submit" class="plain">Assign</button></div>
</form>`
}
