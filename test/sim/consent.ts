import { defined } from '#core/assert.ts'
import type { Vendor } from '#sandbox/kernel/calls.ts'
import type { Sandbox } from '#sandbox/sandbox.ts'
import { urls } from './wire.ts'

/** What a person does on a vendor's consent page; answers where the vendor sends the browser. */
export async function agree(sandbox: Sandbox, side: Vendor, page: string, as: string): Promise<URL> {
  const fetch = side === 'capsule' ? sandbox.capsuleFetch : sandbox.xeroFetch
  const shown = await (await fetch(new Request(page))).text()
  const user = defined(userOf(side, shown, as), `${as} may be chosen on the consent page of ${side}`)
  const form =
    side === 'capsule'
      ? new URLSearchParams([...new URL(page).searchParams, ['user', user], ['decision', 'allow']])
      : new URLSearchParams({ user, decision: 'allow' })
  const action = side === 'capsule' ? `${urls.capsule}/oauth/authorise` : page
  const answer = await fetch(new Request(action, { method: 'POST', body: form, redirect: 'manual' }))
  return new URL(defined(answer.headers.get('location'), 'consent leads back'))
}

function userOf(side: Vendor, html: string, as: string): string | undefined {
  const choices = html.split(side === 'capsule' ? '<label' : '<option')
  const choice = choices.find(
    (text) => text.toLowerCase().includes(`${as}@`) || text.toLowerCase().includes(as),
  )
  return /value="([^"]+)"/.exec(choice ?? '')?.[1]
}
