import { Hono } from 'hono'
import { html } from 'hono/html'
import { linkProblem } from '../contact-link.ts'
import type { Store } from '../store.ts'
import { type Html, layout, notice } from './layout.ts'
import { back, formOf, settingsPath } from './parts.ts'

/** What only a person can set in Xero: nothing here has an API. */
function settingsPage(store: Store, stores: readonly Store[], problem: string | null): Html {
  const { on } = store.projects
  return layout(
    'Settings',
    store.organisation.name,
    html`<h1>Settings</h1>${notice(problem)}
<section><h2>Custom contact link</h2><p class="soft">Shown on every contact. <code>{!CONTACTCODE}</code> stands for the contact code, <code>{!CONTACTID}</code> for the hidden id. An empty name removes the link.</p>
<form method="post" action="/app/settings/contact-link"><div class="grid"><label>Name<input name="name" value="${store.contactLink?.name ?? ''}"></label>
<label>Address<input name="pattern" value="${store.contactLink?.pattern ?? ''}" placeholder="https://crm.example/party/{!CONTACTCODE}"></label></div><button>Save link</button></form></section>
<section><h2>Projects</h2><p>The organisation ${on ? 'has' : 'does not have'} the Projects add-on.</p>
<form method="post" action="/app/settings/projects"><input type="hidden" name="on" value="${on ? 'no' : 'yes'}"><button class="plain">${on ? 'End the add-on' : 'Add Projects'}</button></form></section>
${
  stores.length > 1
    ? html`<section><h2>Your organisations</h2><ul>${stores.map((other) => html`<li><a href="${settingsPath(other)}">${other.organisation.name}</a></li>`)}</ul></section>`
    : ''
}`,
  )
}

export function settingsPages(current: () => Store, all: () => readonly Store[]): Hono {
  const app = new Hono()
  app.get('/app/:sc/settings', (c) => c.html(settingsPage(current(), all(), c.req.query('problem') ?? null)))
  app.post('/app/settings/contact-link', async (c) => {
    const form = await formOf(c)
    const store = current()
    const link = { name: form('name'), pattern: form('pattern') }
    const empty = link.name === '' && link.pattern === ''
    const problem = empty ? null : linkProblem(link)
    if (!problem) store.contactLink = empty ? null : link
    return back(c, settingsPath(store), problem)
  })
  app.post('/app/settings/projects', async (c) => {
    const form = await formOf(c)
    current().projects.on = form('on') === 'yes'
    return back(c, settingsPath(current()), null)
  })
  return app
}
