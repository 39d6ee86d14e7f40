import type { ContactQuery } from '#api/contacts.ts'
import { ContactSort, ContactState } from '#api/contacts.ts'
import { AgeingBucket, type InvoiceFilter, InvoiceSort } from '#api/invoices.ts'
import type { DocumentState } from '#api/panel.ts'
import { addDays, civilDate } from '#core/civil-date.ts'
import { type Access, seesAll } from '#db/access.ts'
import { openPglite } from '#db/open.ts'
import { contactRowsByKey } from '#db/read-contact-rows.ts'
import { seededChance } from '#sandbox/kernel/chance.ts'
import { createContactIndex } from '#server/lists/contact-index.ts'
import { createDocumentIndex } from '#server/lists/document-index.ts'
import { booksOf, invoicePage } from '#server/lists/invoice-page.ts'
import type { Marker } from '#server/lists/order.ts'
import { dayNumber } from '#server/lists/selection.ts'
import { connection, customers, partialViewer, workspace } from './lists-seed.ts'

/** Asks for pages of both lists, alone in its process, and prints what they cost. */

const day = civilDate('2026-11-22')
const books = booksOf([
  {
    connectionId: connection,
    name: null,
    place: { appUrl: 'https://go.example', shortCode: '!a' },
    baseCurrency: 'AUD',
    day,
    today: dayNumber(day),
  },
])
if (!books) throw new Error('one organisation is enough')
const store = await openPglite({ dataDir: process.argv[2] ?? null })
const chance = seededChance(7)
const int = (most: number) => Math.floor(chance.next() * most)
const of = <T>(values: readonly T[]): T => values[int(values.length)] as T
const sometimes = <T>(share: number, value: () => T): T | undefined =>
  chance.next() < share ? value() : undefined

const everything = seesAll(workspace)
const part: Access = { ...everything, viewerId: partialViewer, suppliers: false }

interface Cost {
  readonly cpuMs: number
  readonly wallMs: number
}

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const before = process.cpuUsage()
  const begun = performance.now()
  await work()
  const wallMs = performance.now() - begun
  const { user, system } = process.cpuUsage(before)
  return { cpuMs: (user + system) / 1_000, wallMs }
}

const words = ['acme', 'blue', 'foods', 'dental', 'INV-00', '7431', 'PO 4', 'harbour sig', 'legal 99', 'x']

const stateSets: DocumentState[][] = [['overdue'], ['outstanding', 'overdue'], ['paid'], ['draft']]

/** As people use the page: one or two filters mostly, sometimes none, any order. */
function documentQuestion() {
  const filter: InvoiceFilter = {
    q: sometimes(0.2, () => of(words)),
    state: sometimes(0.4, () => of(stateSets)),
    kind: sometimes(0.15, () => [of(['invoice', 'bill', 'credit_note'] as const)]),
    late: sometimes(0.15, () => of(AgeingBucket.options)),
    owner: sometimes(0.15, () => `Owner ${int(40)}`),
    team: sometimes(0.1, () => `Team ${int(8)}`),
    tag: sometimes(0.1, () => `Tag ${int(60)}`),
    currency: sometimes(0.1, () => of(['AUD', 'USD', 'JPY'])),
    min: sometimes(0.1, () => String(int(15_000))),
    dueFrom: sometimes(0.1, () => addDays(day, -int(400))),
    issuedTo: sometimes(0.1, () => addDays(day, -int(400))),
  }
  return { filter, sort: of(InvoiceSort.options), direction: of(['asc', 'desc'] as const) }
}

async function documentCosts(questions: number, access: Access): Promise<Cost[]> {
  const costs: Cost[] = []
  while (costs.length < questions) {
    const { filter, sort, direction } = documentQuestion()
    let after: Marker | null = null
    // A page, and now and then the next two.
    for (let pages = int(4) === 0 ? 3 : 1; pages > 0; pages--) {
      const question = { ...filter, sort, direction, after, limit: 100 }
      costs.push(
        await costOf(async () => {
          if (!books) return
          const page = await invoicePage(store.db, documents, access, books, question)
          JSON.stringify(page)
          after = page.next
        }),
      )
      if (after === null) break
    }
  }
  return costs
}

async function contactCosts(questions: number, access: Access): Promise<Cost[]> {
  const costs: Cost[] = []
  while (costs.length < questions) {
    const question: Omit<ContactQuery, 'cursor'> = {
      q: sometimes(0.3, () => of([...words, `firm${int(5_000)}`, `accounts${int(customers)}`])),
      state: sometimes(0.3, () => of(ContactState.options)),
      owing: sometimes(0.2, () => of(['outstanding', 'overdue'] as const)),
      sort: of(ContactSort.options),
      direction: of(['asc', 'desc'] as const),
      limit: 100,
    }
    costs.push(
      await costOf(async () => {
        const { keys } = await contacts.page(access, { ...question, after: null })
        JSON.stringify(await contactRowsByKey(store.db, access, keys))
      }),
    )
  }
  return costs
}

const p95 = (costs: readonly Cost[], of: (cost: Cost) => number): number =>
  costs.map(of).sort((a, b) => a - b)[Math.floor(costs.length * 0.95)] ?? 0

const documents = createDocumentIndex(store.db, Date.now)
const contacts = createContactIndex(store.db, Date.now)
const documentsBuilt = await costOf(() => documents.ask(everything, books, () => null))
const contactsBuilt = await costOf(() =>
  contacts.page(everything, {
    q: undefined,
    state: undefined,
    owing: undefined,
    sort: 'name',
    direction: 'asc',
    limit: 1,
    after: null,
  }),
)
// A running server is warm; these are asked and not counted.
for (const access of [everything, part]) {
  await documentCosts(30, access)
  await contactCosts(30, access)
}
const documentRuns = [...(await documentCosts(150, everything)), ...(await documentCosts(150, part))]
const contactRuns = [...(await contactCosts(150, everything)), ...(await contactCosts(150, part))]
process.stdout.write(
  `${JSON.stringify({
    documentsP95Ms: p95(documentRuns, (cost) => cost.cpuMs),
    documentsWallP95Ms: p95(documentRuns, (cost) => cost.wallMs),
    contactsP95Ms: p95(contactRuns, (cost) => cost.cpuMs),
    contactsWallP95Ms: p95(contactRuns, (cost) => cost.wallMs),
    documentsMb: documents.bytes() / 1e6,
    contactsMb: contacts.bytes() / 1e6,
    documentsReadSeconds: documentsBuilt.cpuMs / 1_000,
    contactsReadSeconds: contactsBuilt.cpuMs / 1_000,
  })}\n`,
)
await store.close()
