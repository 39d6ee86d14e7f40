import { html } from 'hono/html'
import type { Role, User } from '../entities.ts'
import type { Authorisation } from '../oauth.ts'
import { type Html, layout } from './layout.ts'

const roleNames: Readonly<Record<Role, string>> = {
  super_administrator: 'Super Administrator',
  administrator: 'Administrator',
  standard: 'Standard user',
  restricted: 'Restricted user',
}

const scopeWords: Readonly<Record<string, string>> = {
  read: 'Read information from your Capsule account',
  write: 'Add, change and delete information in your Capsule account',
  user_preference: 'Read and change your preferences',
  openid: 'Know who you are',
  profile: 'Read your name',
  email: 'Read your e-mail address',
  tenant: 'Know which account you belong to',
}

/** Asks who the person is and whether the app may come in. */
export function consentPage(asked: Authorisation, users: readonly User[], site: string): Html {
  const scopes = [...new Set(asked.scope.split(/\s+/))]
  return layout(
    `Allow ${asked.clientName}?`,
    html`<form method="post" action="/oauth/authorise" class="card">
${hidden(asked)}
<h1>Allow ${asked.clientName} to use your Capsule account?</h1>
<p class="soft">${site} · Capsule sandbox</p>
<p>${asked.clientName} will be able to:</p>
<ul>${scopes.map((scope) => html`<li>${scopeWords[scope] ?? scope}</li>`)}</ul>
<fieldset>
<legend>Who are you?</legend>
${
  users.length === 0
    ? html`<p class="problem">This sandbox has no users yet. Seed it first.</p>`
    : users.map((user, index) => userChoice(user, index === 0))
}
</fieldset>
<div class="actions">
<button type="submit" name="decision" value="refuse" class="plain" formnovalidate>Refuse</button>
<button type="submit" name="decision" value="allow">Allow</button>
</div>
</form>`,
    { narrow: true },
  )
}

/** For a request that cannot be answered with a redirect, because its sender is not known. */
export function oauthErrorPage(message: string): Html {
  return layout(
    'This request cannot be answered',
    html`<div class="card"><h1>This request cannot be answered</h1><p>${message}</p>
<p class="soft">Go back to the application and try again.</p></div>`,
    { narrow: true },
  )
}

function userChoice(user: User, first: boolean): Html {
  return html`<label class="person"><input type="radio" name="user" value="${user.id}" required ${first ? 'checked' : ''}>
<span>${user.name}<small>${roleNames[user.role]} · ${user.username}</small></span></label>`
}

function hidden(asked: Authorisation): readonly Html[] {
  const values: Readonly<Record<string, string | undefined>> = {
    response_type: 'code',
    client_id: asked.clientId,
    redirect_uri: asked.redirectUri,
    scope: asked.scope,
    state: asked.state,
    code_challenge: asked.challenge,
    code_challenge_method: asked.challenge === undefined ? undefined : asked.challengeMethod,
  }
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [html`<input type="hidden" name="${name}" value="${value}">`],
  )
}
