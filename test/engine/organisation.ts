import { z } from 'zod'
import { defined } from '#core/assert.ts'
import type { Seed } from '#sandbox/seed.ts'
import { agree, demoApp, type Harness, urls } from './harness.ts'
import { smallSeed } from './small-seed.ts'

export const secondName = 'Wattlebird New Zealand'

/** The small seed with a second organisation of the same people: two customers of the first one, and one of its own. */
export const twoOrganisations: Seed = {
  ...smallSeed,
  xero: {
    ...smallSeed.xero,
    organisations: [
      {
        organisation: {
          ...smallSeed.xero.organisation,
          name: secondName,
          countryCode: 'NZ',
          timezone: 'NEWZEALANDSTANDARDTIME',
          baseCurrency: 'NZD',
          shortCode: '!NzW1',
          currencies: ['NZD'],
        },
        contacts: [
          { key: 'nz-acme', name: 'Acme Joinery', email: 'accounts@acme.example', createdDaysAgo: 90 },
          { key: 'nz-newco', name: 'Newco Fitout', email: 'ap@newco.example', createdDaysAgo: 90 },
          { key: 'nz-kea', name: 'Kea Homes', email: 'pay@kea.example', createdDaysAgo: 90 },
        ],
        invoices: (['nz-acme', 'nz-newco', 'nz-kea'] as const).map((contact, n) => ({
          contact,
          type: 'ACCREC' as const,
          status: 'AUTHORISED' as const,
          number: `NZ-${n + 1}`,
          daysAgo: 40,
          termDays: 14,
          lines: [{ description: 'Work', quantity: 1, unitAmount: 50, taxRate: 15 }],
        })),
      },
    ],
  },
}

const Contacts = z.object({
  Contacts: z.array(
    z.object({
      ContactID: z.string(),
      Name: z.string(),
      ContactNumber: z.string().nullish(),
      EmailAddress: z.string().nullish(),
    }),
  ),
})

/** The second organisation as an independent reader and writer sees it. */
export interface SecondOrganisation {
  readonly tenantId: string
  contacts(): Promise<z.infer<typeof Contacts>['Contacts']>
  contact(name: string): Promise<z.infer<typeof Contacts>['Contacts'][number]>
  edit(contactId: string, edit: object): Promise<void>
}

/** Somebody allows the demo app to work there, whether or not the product is connected to it. */
export async function secondOrganisation(h: Harness): Promise<SecondOrganisation> {
  const redirectUri = 'http://localhost:3000/elsewhere'
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: demoApp.clientId,
    redirect_uri: redirectUri,
    scope: 'offline_access openid accounting.contacts accounting.settings.read',
    state: 's',
  })
  const page = `${urls.xero}/identity/connect/authorize?${query}`
  const back = await agree(h.sandbox, 'xero', page, { organisation: secondName })
  const code = defined(new URL(back).searchParams.get('code'), 'consent answers a code')
  const basic = Buffer.from(`${demoApp.clientId}:${demoApp.clientSecret}`).toString('base64')
  const granted = await h.sandbox.xeroFetch(
    new Request(`${urls.xero}/connect/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirectUri }),
    }),
  )
  const { access_token } = z.object({ access_token: z.string() }).parse(await granted.json())
  const authorization = `Bearer ${access_token}`
  const listed = await h.sandbox.xeroFetch(
    new Request(`${urls.xero}/connections`, { headers: { authorization } }),
  )
  const tenants = z
    .array(z.object({ tenantId: z.string(), tenantName: z.string() }))
    .parse(await listed.json())
  const tenantId = defined(tenants.find(({ tenantName }) => tenantName === secondName)?.tenantId, secondName)
  const ask = async (path: string, body?: object) => {
    const answer = await h.sandbox.xeroFetch(
      new Request(`${urls.xero}/api.xro/2.0/${path}`, {
        method: body ? 'POST' : 'GET',
        headers: {
          authorization,
          'xero-tenant-id': tenantId,
          accept: 'application/json',
          'content-type': 'application/json',
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      }),
    )
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
    return Contacts.parse(await answer.json()).Contacts
  }
  const contacts = () => ask('Contacts?includeArchived=true&page=1&pageSize=1000')
  return {
    tenantId,
    contacts,
    async contact(name) {
      return defined(
        (await contacts()).find(({ Name }) => Name === name),
        `${name} is in ${secondName}`,
      )
    },
    async edit(contactId, edit) {
      await ask(`Contacts/${contactId}`, { ContactID: contactId, ...edit })
    },
  }
}
