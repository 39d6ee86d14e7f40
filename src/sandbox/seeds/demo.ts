import type { Chance } from '../kernel/chance.ts'
import type { Seed, XeroInvoiceSeed } from '../seed.ts'
import { fieldDefinitions, organisation, site, teams, users, xeroUsers } from './company.ts'
import { demoContacts } from './demo/contacts.ts'
import { demoCreditNotes } from './demo/credits.ts'
import { documentsOf } from './demo/documents.ts'
import { firms } from './demo/firms.ts'
import { oddities, oddParties } from './demo/oddities.ts'
import { demoParties } from './demo/parties.ts'
import { people, strangers } from './demo/people.ts'
import { kases, notes, opportunities, pipelines, tasks } from './demo/pursuits.ts'
import { demoQuotes, demoRepeating } from './demo/quotes.ts'
import { specials } from './demo/specials.ts'
import { demoSurroundings } from './demo/surroundings.ts'

/**
 * What a first comparison should make of a contact: link it, put it into the group of same names, ask a
 * person, create its party, or leave it alone.
 */
export type DemoOutcome = 'certain' | 'name_only' | 'review' | 'create' | 'skip'

const outcomeBy = (by: string): DemoOutcome => (by === 'name' ? 'name_only' : 'certain')

export const demoExpectations: Readonly<Record<string, DemoOutcome>> = Object.fromEntries<DemoOutcome>([
  ...[...firms, ...people].map((row): [string, DemoOutcome] => [row.key, outcomeBy(row.by)]),
  ...strangers.map((row): [string, DemoOutcome] => [row.key, row.outcome === 'create' ? 'create' : 'skip']),
  ...oddities.map((row): [string, DemoOutcome] => [row.contact.key, row.outcome]),
])

/** The party each certain or same-name contact belongs to, key by key. */
export const demoPairs: Readonly<Record<string, string>> = Object.fromEntries([
  ...[...firms, ...people].map((row): [string, string] => [row.key, row.key]),
  ...oddities.flatMap((row): [string, string][] => (row.party ? [[row.contact.key, row.party]] : [])),
])

/** A Melbourne builder of commercial kitchens after a few years in business. */
export function demoSeed(chance: Chance): Seed {
  return {
    capsule: {
      site,
      users,
      teams,
      fieldDefinitions,
      parties: [...demoParties(), ...oddParties],
      pipelines,
      opportunities,
      kases,
      tasks,
      notes,
    },
    xero: {
      organisation,
      users: xeroUsers,
      contacts: [...demoContacts(), ...oddities.map((row) => row.contact)],
      invoices: numbered([...demoDocuments(chance), ...specials]),
      creditNotes: demoCreditNotes,
      quotes: demoQuotes,
      repeating: demoRepeating,
      ...demoSurroundings,
    },
  }
}

const demoDocuments = (chance: Chance): XeroInvoiceSeed[] =>
  [
    ...[...firms, ...people, ...strangers].map((row) => ({ key: row.key, deals: row.deals })),
    ...oddities.map((row) => ({ key: row.contact.key, deals: row.deals })),
  ].flatMap(({ key, deals }) => documentsOf(key, deals, chance))

/** Oldest first, our invoices in one sequence; a supplier's bill carries the supplier's own number. */
function numbered(documents: readonly XeroInvoiceSeed[]): XeroInvoiceSeed[] {
  const bills = new Map<string, number>()
  let invoices = 1_040
  return [...documents]
    .sort((a, b) => b.daysAgo - a.daysAgo)
    .map((document) => {
      if (document.number !== undefined) return document
      if (document.type === 'ACCREC') return { ...document, number: `INV-${++invoices}` }
      const count = (bills.get(document.contact) ?? 0) + 1
      bills.set(document.contact, count)
      return { ...document, number: `${document.contact.slice(0, 3).toUpperCase()}${300 + count * 7}` }
    })
}
