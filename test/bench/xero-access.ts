import { z } from 'zod'

/** The Xero sandbox as another app or a person acts on it. */
export interface XeroAccess {
  readonly xeroUrl: string
  readonly tenantId: string
  /** Of its active contacts. */
  readonly contactIds: readonly string[]
  readonly headers: Readonly<Record<string, string>>
}

const batch = 50

export async function xeroAccess(xeroUrl: string): Promise<XeroAccess> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'counterpart-custom',
    client_secret: 'counterpart-custom-secret',
  })
  const { access_token } = z
    .object({ access_token: z.string() })
    .parse(await answered(await fetch(`${xeroUrl}/connect/token`, { method: 'POST', body: form })))
  const auth = { authorization: `Bearer ${access_token}`, accept: 'application/json' }
  const [tenant] = z
    .array(z.object({ tenantId: z.string() }))
    .parse(await answered(await fetch(`${xeroUrl}/connections`, { headers: auth })))
  const headers = { ...auth, 'xero-tenant-id': tenant?.tenantId ?? '' }
  const { Contacts } = z
    .object({ Contacts: z.array(z.object({ ContactID: z.string() })) })
    .parse(await answered(await fetch(`${xeroUrl}/api.xro/2.0/Contacts?page=1&pageSize=1000`, { headers })))
  const contactIds = Contacts.map((contact) => contact.ContactID)
  return { xeroUrl, tenantId: tenant?.tenantId ?? '', contactIds, headers }
}

export async function editContacts(
  { xeroUrl, headers }: XeroAccess,
  ids: readonly string[],
  change: (id: string, index: number) => object,
): Promise<void> {
  const all = ids.map((id, i) => ({ ContactID: id, ...change(id, i) }))
  for (let from = 0; from < all.length; from += batch) {
    const body = JSON.stringify({ Contacts: all.slice(from, from + batch) })
    await answered(
      await fetch(`${xeroUrl}/api.xro/2.0/Contacts`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body,
      }),
    )
  }
}

async function answered(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  return response.json()
}
