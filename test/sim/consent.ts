import { defined } from '#core/assert.ts'
import type { Vendor } from '#sandbox/kernel/calls.ts'
import type { Sandbox } from '#sandbox/sandbox.ts'
import { urls } from './wire.ts'

/** What a person does on a vendor's consent page; answers where the vendor sends the browser, null when the page fails. */
export async function agree(
  sandbox: Sandbox,
  side: Vendor,
  page: string,
  as: string,
  organisation?: string,
): Promise<URL | null> {
  const answerOf = side === 'capsule' ? sandbox.capsuleFetch : sandbox.xeroFetch
  // A connection that is cut is a page that does not come.
  const fetch = (request: Request) => answerOf(request).catch(() => new Response(null, { status: 502 }))
  const visit = await fetch(new Request(page))
  if (visit.status !== 200) return null
  const shown = await visit.text().catch(() => null)
  if (shown === null) return null
  const user = defined(userOf(side, shown, as), `${as} may be chosen on the consent page of ${side}`)
  const form =
    side === 'capsule'
      ? new URLSearchParams([...new URL(page).searchParams, ['user', user], ['decision', 'allow']])
      : new URLSearchParams({
          user,
          decision: 'allow',
          ...(organisation === undefined ? {} : { tenant: tenantOf(shown, organisation) }),
        })
  const action = side === 'capsule' ? `${urls.capsule}/oauth/authorise` : page
  const answer = await fetch(new Request(action, { method: 'POST', body: form, redirect: 'manual' }))
  const back = answer.headers.get('location')
  return back === null ? null : new URL(back)
}

function tenantOf(html: string, name: string): string {
  const choice = html.split('<option').find((text) => text.includes(`>${name}<`))
  return defined(/value="([^"]+)"/.exec(choice ?? '')?.[1], `${name} may be chosen on the consent page`)
}

function userOf(side: Vendor, html: string, as: string): string | undefined {
  const choices = html.split(side === 'capsule' ? '<label' : '<option')
  const choice = choices.find(
    (text) => text.toLowerCase().includes(`${as}@`) || text.toLowerCase().includes(as),
  )
  return /value="([^"]+)"/.exec(choice ?? '')?.[1]
}
