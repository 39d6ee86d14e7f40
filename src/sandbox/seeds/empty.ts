import type { Seed } from '../seed.ts'
import { fieldDefinitions, organisation, site, teams, users, xeroUsers } from './company.ts'

/** Both accounts with their people and settings, and no customers. */
export const emptySeed: Seed = {
  capsule: { site, users, teams, fieldDefinitions, parties: [] },
  xero: { organisation, users: xeroUsers, contacts: [], invoices: [] },
}
