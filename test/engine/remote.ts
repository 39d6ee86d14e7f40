import { z } from 'zod'
import { defined } from '#core/assert.ts'
import type { Sandbox } from '#sandbox/sandbox.ts'

const Party = z.object({
  id: z.int(),
  type: z.enum(['person', 'organisation']),
  name: z.string().nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  emailAddresses: z.array(z.object({ id: z.int(), type: z.string().nullish(), address: z.string() })),
  phoneNumbers: z.array(z.object({ id: z.int(), type: z.string().nullish(), number: z.string() })),
  fields: z.array(z.object({ definition: z.object({ name: z.string() }), value: z.unknown() })),
})
const Contact = z.object({
  ContactID: z.string(),
  Name: z.string(),
  ContactStatus: z.string(),
  ContactNumber: z.string().nullish(),
  FirstName: z.string().nullish(),
  LastName: z.string().nullish(),
  EmailAddress: z.string().nullish(),
  Phones: z.array(
    z.object({
      PhoneType: z.string(),
      PhoneNumber: z.string().nullish(),
      PhoneAreaCode: z.string().nullish(),
      PhoneCountryCode: z.string().nullish(),
    }),
  ),
})
const Invoice = z.object({
  InvoiceID: z.string(),
  InvoiceNumber: z.string().nullish(),
  Status: z.string(),
  AmountDue: z.number(),
  Contact: z.object({ ContactID: z.string() }),
})

const Named = z.object({ id: z.int(), name: z.string() })

export type RemoteParty = z.infer<typeof Party>
export type RemoteContact = z.infer<typeof Contact>
export type RemoteInvoice = z.infer<typeof Invoice>

/** Both vendors' records as an independent reader sees them, and the hands of the people who work there. */
export interface Remote {
  parties(): Promise<RemoteParty[]>
  contacts(): Promise<RemoteContact[]>
  invoices(): Promise<RemoteInvoice[]>
  /** A custom field of a party, by its name. */
  field(party: RemoteParty, name: string): string | null
  inCapsule(path: string, form?: Record<string, string>): Promise<void>
  inXero(path: string, form?: Record<string, string>): Promise<void>
  /** Ids by name. */
  users(): Promise<ReadonlyMap<string, number>>
  teams(): Promise<ReadonlyMap<string, number>>
  /** Edits as another app of a person would, by the vendor's own interface. */
  editParty(id: number, edit: object): Promise<void>
  editContact(id: string, edit: object): Promise<void>
  /** A person writes a sales invoice to a customer of this name and approves it; answers its id. */
  invoice(customer: string, price: string): Promise<string>
}

export function createRemote(sandbox: Sandbox, urls: { capsule: string; xero: string }): Remote {
  let xeroToken: string | null = null

  async function capsulePage(page: number): Promise<RemoteParty[]> {
    const url = `${urls.capsule}/api/v2/parties?perPage=100&embed=fields&page=${page}`
    const response = await sandbox.capsuleFetch(
      new Request(url, { headers: { authorization: 'Bearer sandbox-pat' } }),
    )
    const { parties } = z.object({ parties: z.array(Party) }).parse(await response.json())
    return parties.length < 100 ? parties : [...parties, ...(await capsulePage(page + 1))]
  }

  async function named(what: 'users' | 'teams'): Promise<ReadonlyMap<string, number>> {
    const response = await sandbox.capsuleFetch(
      new Request(`${urls.capsule}/api/v2/${what}`, { headers: { authorization: 'Bearer sandbox-pat' } }),
    )
    const reply = z.record(z.string(), z.array(Named)).parse(await response.json())
    return new Map((reply[what] ?? []).map(({ id, name }) => [name, id]))
  }

  async function fromXero(path: string): Promise<unknown> {
    xeroToken ??= await customToken()
    const request = new Request(`${urls.xero}/api.xro/2.0/${path}`, {
      headers: { authorization: `Bearer ${xeroToken}`, accept: 'application/json' },
    })
    const response = await sandbox.xeroFetch(request)
    if (response.status === 401 || response.status === 403) {
      xeroToken = null
      return fromXero(path)
    }
    return response.json()
  }

  async function customToken(): Promise<string> {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'counterpart-custom',
      client_secret: 'counterpart-custom-secret',
    })
    const response = await sandbox.xeroFetch(
      new Request(`${urls.xero}/connect/token`, { method: 'POST', body }),
    )
    return z.object({ access_token: z.string() }).parse(await response.json()).access_token
  }

  async function press(answer: Promise<Response>) {
    const response = await answer
    const problem = new URL(response.headers.get('location') ?? '/', urls.xero).searchParams.get('problem')
    if (response.status !== 302 && response.status !== 303)
      throw new Error(`the page answered ${response.status}: ${await response.text()}`)
    if (problem) throw new Error(problem)
    return response
  }
  const post = (url: string, form: Record<string, string>) =>
    new Request(url, { method: 'POST', body: new URLSearchParams(form) })
  const inXero = (path: string, form: Record<string, string>) =>
    press(sandbox.xeroFetch(post(`${urls.xero}${path}`, form)))

  return {
    parties: () => capsulePage(1),
    async contacts() {
      const reply = await fromXero('Contacts?includeArchived=true&page=1&pageSize=1000')
      return z.object({ Contacts: z.array(Contact) }).parse(reply).Contacts
    },
    async invoices() {
      const reply = await fromXero('Invoices?page=1&pageSize=1000')
      return z.object({ Invoices: z.array(Invoice) }).parse(reply).Invoices
    },
    field(party, name) {
      const value = party.fields.find((field) => field.definition.name === name)?.value
      return typeof value === 'string' ? value : null
    },
    async inCapsule(path, form = {}) {
      await press(sandbox.capsuleFetch(post(`${urls.capsule}${path}`, form)))
    },
    async inXero(path, form = {}) {
      await inXero(path, form)
    },
    users: () => named('users'),
    teams: () => named('teams'),
    async editParty(id, edit) {
      const response = await sandbox.capsuleFetch(
        new Request(`${urls.capsule}/api/v2/parties/${id}`, {
          method: 'PUT',
          headers: { authorization: 'Bearer sandbox-pat', 'content-type': 'application/json' },
          body: JSON.stringify({ party: edit }),
        }),
      )
      if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
    },
    async editContact(id, edit) {
      xeroToken ??= await customToken()
      const response = await sandbox.xeroFetch(
        new Request(`${urls.xero}/api.xro/2.0/Contacts/${id}`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${xeroToken}`,
            accept: 'application/json',
            'content-type': 'application/json',
          },
          body: JSON.stringify({ ContactID: id, ...edit }),
        }),
      )
      if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
    },
    async invoice(customer, price) {
      const made = await inXero('/app/invoices', {
        type: 'ACCREC',
        contact: customer,
        due: new Date(sandbox.kernel.clock.now() + 14 * 86_400_000).toISOString().slice(0, 10),
        description0: 'Work',
        quantity0: '1',
        price0: price,
      })
      const id = defined(
        /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(made.headers.get('location') ?? '')?.[0],
        'a new invoice has a page of its own',
      )
      await inXero(`/app/invoices/${id}/approve`, {})
      return id
    },
  }
}
