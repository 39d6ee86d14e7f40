import type { Kernel } from '../kernel/kernel.ts'
import { accountsOf } from './chart.ts'
import type { ContactGroup } from './contact-groups.ts'
import type { ContactLink } from './contact-link.ts'
import { type Day, dayIn } from './days.ts'
import { createDocuments, type Documents } from './documents.ts'
import type { Item } from './items.ts'
import { type Ordered, ordered } from './ordered.ts'
import type { ProjectBook } from './projects/records.ts'
import type { Contact, CreditKind, HistoryRecord, Invoice, Organisation, Payment, User } from './records.ts'
import { type Account, type TaxRate, taxRatesOf } from './settings.ts'
import { switches } from './switches.ts'
import type { TrackingCategory } from './tracking.ts'

export type EventCategory = 'CONTACT' | 'INVOICE' | CreditKind

/** Called for every change, whoever made it. */
export type Emit = (
  category: EventCategory,
  id: string,
  type: 'CREATE' | 'UPDATE',
  data?: Readonly<Record<string, string>>,
) => void

/** The records of one organisation and the indexes the rules need. Only `*-writes.ts`, `seed.ts` change it. */
export interface Store {
  readonly kernel: Kernel
  readonly url: string
  readonly emit: Emit
  readonly organisation: Organisation
  users: readonly User[]
  accounts: readonly Account[]
  taxRates: readonly TaxRate[]
  readonly items: Ordered<Item>
  /** Items by code key. */
  readonly itemCodes: Map<string, Item>
  readonly brandingThemeId: string
  readonly contacts: Ordered<Contact>
  /** Active contacts by name key. */
  readonly activeNames: Map<string, Contact>
  /** All contacts, archived ones too, by ContactNumber key. */
  readonly contactNumbers: Map<string, Contact>
  readonly accountNumbers: Map<string, Contact>
  readonly invoices: Ordered<Invoice>
  /** Sales invoices by number key; bills may share a number. */
  readonly salesNumbers: Map<string, Invoice>
  readonly payments: Ordered<Payment>
  readonly groups: Map<string, ContactGroup>
  readonly tracking: Map<string, TrackingCategory>
  readonly projects: ProjectBook
  contactLink: ContactLink | null
  readonly history: Map<string, HistoryRecord[]>
  /** Credits, quotes, templates, batches and what is attached to documents. */
  readonly documents: Documents
  nextInvoiceNumber: number
}

export const nameKey = (text: string) => text.trim().toLowerCase()

export function createStore(kernel: Kernel, url: string, emit: Emit): Store {
  const { chance, clock } = kernel
  const uuid = () => chance.uuid()
  return {
    kernel,
    url,
    emit,
    organisation: {
      id: uuid(),
      name: 'Sandbox Company',
      legalName: 'Sandbox Company Pty Ltd',
      countryCode: 'AU',
      baseCurrency: 'AUD',
      timezone: 'AUSEASTERNSTANDARDTIME',
      shortCode: `!${chance.text(5)}`,
      taxNumber: undefined,
      currencies: ['AUD', 'NZD', 'USD', 'GBP', 'EUR'],
      periodLockDay: undefined,
      endOfYearLockDay: undefined,
      createdMs: clock.now(),
    },
    users: [
      {
        id: uuid(),
        firstName: 'Sam',
        lastName: 'Sandbox',
        email: 'sam@sandbox.example',
        role: 'FINANCIALADVISER',
        isSubscriber: true,
        updatedMs: clock.now(),
      },
    ],
    accounts: accountsOf('AU', uuid),
    taxRates: taxRatesOf('AU'),
    items: ordered(),
    itemCodes: new Map(),
    brandingThemeId: uuid(),
    contacts: ordered(),
    activeNames: new Map(),
    contactNumbers: new Map(),
    accountNumbers: new Map(),
    invoices: ordered(),
    salesNumbers: new Map(),
    payments: ordered(),
    groups: new Map(),
    tracking: new Map(),
    contactLink: null,
    projects: { on: switches.projectsAddOn, projects: new Map() },
    history: new Map(),
    documents: createDocuments(),
    nextInvoiceNumber: 1,
  }
}

export const today = (store: Store): Day => dayIn(store.organisation.timezone, store.kernel.clock.now())

export function addHistory(
  store: Store,
  id: string,
  changes: string,
  user: string,
  details: string,
): HistoryRecord {
  const record: HistoryRecord = { changes, atMs: store.kernel.clock.now(), user, details }
  const list = store.history.get(id)
  if (list) list.push(record)
  else store.history.set(id, [record])
  return record
}

export function nextSalesNumber(store: Store): string {
  for (;;) {
    const number = `INV-${String(store.nextInvoiceNumber++).padStart(4, '0')}`
    if (!store.salesNumbers.has(nameKey(number))) return number
  }
}
