import { z } from 'zod'
import { defined } from '#core/assert.ts'
import type { DealSettingsInput } from '#core/deal/change.ts'
import { noDeals } from '#core/deal/settings.ts'
import { loadRules } from '#db/rules.ts'
import { changeRules } from '#sync/rules.ts'
import { type Harness, startHarness, urls } from './harness.ts'

const Milestones = z.object({ milestones: z.array(z.object({ id: z.int(), name: z.string() })) })
const Pipelines = z.object({ pipelines: z.array(z.object({ id: z.int(), name: z.string() })) })
const Opportunity = z.object({
  opportunity: z.object({ id: z.int(), milestone: z.object({ name: z.string() }) }),
})
const Entries = z.object({ entries: z.array(z.object({ content: z.string().nullish() })) })

async function capsule(h: Harness, method: string, path: string, body?: object): Promise<unknown> {
  const response = await h.sandbox.capsuleFetch(
    new Request(`${urls.capsule}/api/v2${path}`, {
      method,
      headers: { authorization: 'Bearer sandbox-pat', 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }),
  )
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  return response.status === 204 ? null : response.json()
}

/** A salesperson's hands in Capsule. */
export interface Sales {
  readonly pipelineId: number
  milestone(name: string): number
  /** A new opportunity of a seeded party. */
  add(party: string, sent?: object): Promise<number>
  move(id: number, milestone: string): Promise<void>
  edit(id: number, edit: object): Promise<void>
  remove(id: number): Promise<void>
  at(id: number): Promise<string>
  notes(id: number): Promise<string[]>
}

export async function salesIn(h: Harness): Promise<Sales> {
  const { pipelines } = Pipelines.parse(await capsule(h, 'GET', '/pipelines'))
  const pipelineId = defined(pipelines[0], 'an account has a pipeline').id
  const { milestones } = Milestones.parse(await capsule(h, 'GET', `/pipelines/${pipelineId}/milestones`))
  const milestone = (name: string) =>
    defined(
      milestones.find((one) => one.name === name),
      name,
    ).id
  const edit = async (id: number, sent: object) => {
    await capsule(h, 'PUT', `/opportunities/${id}`, { opportunity: sent })
  }
  return {
    pipelineId,
    milestone,
    async add(party, sent = {}) {
      const partyId = defined(h.keys.partyIds.get(party), `${party} is seeded`)
      const opportunity = {
        name: 'Shop fit-out',
        party: { id: partyId },
        milestone: { id: milestone('Bid') },
        value: { amount: 1200.5, currency: 'AUD' },
        ...sent,
      }
      const made = await capsule(h, 'POST', '/opportunities', { opportunity })
      return Opportunity.parse(made).opportunity.id
    },
    move: (id, name) => edit(id, { milestone: { id: milestone(name) } }),
    edit,
    async remove(id) {
      await capsule(h, 'DELETE', `/opportunities/${id}`)
    },
    async at(id) {
      return Opportunity.parse(await capsule(h, 'GET', `/opportunities/${id}`)).opportunity.milestone.name
    },
    async notes(id) {
      const { entries } = Entries.parse(await capsule(h, 'GET', `/opportunities/${id}/entries`))
      return entries.flatMap((each) => each.content ?? [])
    },
  }
}

type RuleInput = DealSettingsInput['rules'][number]

/** One rule for won opportunities, switched on. */
export function wonRule(sales: Sales, change: Partial<RuleInput> = {}): RuleInput {
  return {
    id: 'won',
    on: true,
    automatic: true,
    pipelineId: sales.pipelineId,
    milestoneId: sales.milestone('Won'),
    pipelineName: 'Sales',
    milestoneName: 'Won',
    make: 'draft_invoice',
    approve: false,
    reference: '{name}',
    description: '{name}',
    itemCode: null,
    accountCode: '200',
    taxType: null,
    lineAmounts: 'exclusive',
    tracking: [],
    termsDays: null,
    ...change,
  }
}

export async function saveDeals(h: Harness, change: Partial<DealSettingsInput>): Promise<void> {
  const workspaceId = await h.workspaceId()
  const { version, deals } = await loadRules(h.db, workspaceId)
  const answer = await changeRules(
    h.engine,
    workspaceId,
    { version, deals: { ...noDeals, ...deals, ...change } },
    'hannah',
  )
  if (answer.outcome !== 'decided') throw new Error(JSON.stringify(answer))
  await h.settle()
}

/** In step, with a rule for won opportunities, and allowed to write invoices. */
export async function dealing(
  change: Partial<RuleInput> = {},
  more: Partial<DealSettingsInput> = {},
): Promise<{ h: Harness; sales: Sales }> {
  const h = await startHarness()
  await h.connectBoth()
  await h.settle()
  await h.approve({ includeNameOnly: true })
  const sales = await salesIn(h)
  await saveDeals(h, { rules: [wonRule(sales, change)], ...more })
  await h.consent('xero')
  await h.settle()
  await h.pass(1_000)
  h.forgetSent()
  return { h, sales }
}

export const claims = async (h: Harness) =>
  h.db.selectFrom('deal_document').selectAll().orderBy('created_at').orderBy('key').execute()

const Invoices = z.object({
  Invoices: z.array(
    z.object({
      InvoiceID: z.string(),
      Status: z.string(),
      Reference: z.string().nullish(),
      Url: z.string().nullish(),
      Total: z.number(),
      SubTotal: z.number(),
      DateString: z.string(),
      DueDateString: z.string().nullish(),
      Contact: z.object({ ContactID: z.string(), Name: z.string() }),
      LineItems: z.array(
        z.object({
          Description: z.string(),
          Quantity: z.number().nullish(),
          UnitAmount: z.number().nullish(),
          AccountCode: z.string().nullish(),
        }),
      ),
    }),
  ),
})
const Quotes = z.object({
  Quotes: z.array(
    z.object({
      QuoteID: z.string(),
      Status: z.string(),
      Reference: z.string().nullish(),
      Title: z.string().nullish(),
      Total: z.number(),
      Contact: z.object({ ContactID: z.string() }),
      Date: z.string(),
    }),
  ),
})
const Token = z.object({ access_token: z.string() })

export type MadeInvoice = z.infer<typeof Invoices>['Invoices'][number]

async function xero(h: Harness, path: string, body?: object): Promise<unknown> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'counterpart-custom',
    client_secret: 'counterpart-custom-secret',
  })
  const granted = await h.sandbox.xeroFetch(
    new Request(`${urls.xero}/connect/token`, { method: 'POST', body: form }),
  )
  const { access_token } = Token.parse(await granted.json())
  const headers = { authorization: `Bearer ${access_token}`, accept: 'application/json' }
  const request = body
    ? {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }
    : { headers }
  return (await h.sandbox.xeroFetch(new Request(`${urls.xero}/api.xro/2.0/${path}`, request))).json()
}

/** Invoices that lead back to Capsule, as another app reads them. */
export async function madeInvoices(h: Harness): Promise<MadeInvoice[]> {
  const { Invoices: all } = Invoices.parse(
    await xero(h, 'Invoices?page=1&pageSize=1000&order=InvoiceID%20ASC'),
  )
  return all.filter((each) => each.Url)
}

export async function madeQuotes(h: Harness) {
  return Quotes.parse(await xero(h, 'Quotes?page=1')).Quotes
}

export async function setQuote(h: Harness, id: string, status: string): Promise<void> {
  const quote = defined(
    (await madeQuotes(h)).find((each) => each.QuoteID === id),
    id,
  )
  const contact = { ContactID: quote.Contact.ContactID }
  await xero(h, 'Quotes', { Quotes: [{ QuoteID: id, Contact: contact, Date: '2026-11-22', Status: status }] })
}
