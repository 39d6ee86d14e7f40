import { html } from 'hono/html'
import type { Store } from '../store.ts'
import { type Html, layout } from './layout.ts'

/** Who you are, which organisation, and the two answers. */
export function consentPage(
  stores: readonly Store[],
  appName: string,
  scopes: readonly string[],
  action: string,
): Html {
  const organisations = stores.map((store) => store.organisation)
  return layout(
    'Allow access',
    organisations.map((organisation) => organisation.name).join(', '),
    html`<section>
<h1>${appName} wants access to your organisation</h1>
<form method="post" action="${action}">
<div class="grid">
<label>You are<select name="user">${(stores[0]?.users ?? []).map(
      (user) =>
        html`<option value="${user.id}">${user.firstName} ${user.lastName} (${user.email}, ${user.role})</option>`,
    )}</select></label>
<label>Organisation<select name="tenant">${organisations.map((organisation) => html`<option value="${organisation.id}">${organisation.name}</option>`)}</select></label>
</div>
<p>It asks for:</p>
<ul>${scopes.map((scope) => html`<li><code>${scope}</code></li>`)}</ul>
<div class="row"><button name="decision" value="allow">Allow access</button><button class="plain" name="decision" value="cancel">Cancel</button></div>
</form>
</section>`,
  )
}

export const errorPage = (message: string): Html =>
  layout(
    'Sorry, something went wrong',
    'Sign in',
    html`<section class="notice" role="alert"><h1>Sorry, something went wrong</h1><p>Error: ${message}</p><p class="soft">Error code: 500</p></section>`,
  )
