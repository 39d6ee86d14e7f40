import type { CapsuleSeed, XeroSeed } from '../seed.ts'
import { abn } from './numbers.ts'

/** The demo's own firm: it builds and services commercial kitchens in Melbourne. */
export const site: CapsuleSeed['site'] = { subdomain: 'wattlebird', name: 'Wattlebird Commercial Kitchens' }

export const users: CapsuleSeed['users'] = [
  {
    key: 'hannah',
    firstName: 'Hannah',
    lastName: 'Whitlock',
    email: 'hannah@wattlebird.example',
    role: 'super_administrator',
    jobTitle: 'Managing Director',
  },
  {
    key: 'daniel',
    firstName: 'Daniel',
    lastName: 'Okafor',
    email: 'daniel@wattlebird.example',
    role: 'administrator',
    jobTitle: 'Operations Manager',
  },
  {
    key: 'meilin',
    firstName: 'Mei-Lin',
    lastName: 'Chau',
    email: 'meilin@wattlebird.example',
    role: 'standard',
    jobTitle: 'Project Sales',
  },
  {
    key: 'lachlan',
    firstName: 'Lachlan',
    lastName: 'Reid',
    email: 'lachlan@wattlebird.example',
    role: 'standard',
    jobTitle: 'Service Coordinator',
  },
  {
    key: 'sofia',
    firstName: 'Sofia',
    lastName: 'Marchetti',
    email: 'sofia@wattlebird.example',
    role: 'restricted',
    jobTitle: 'Apprentice Estimator',
  },
]

export const teams: CapsuleSeed['teams'] = [
  { key: 'projects', name: 'Projects', members: ['hannah', 'meilin', 'sofia'] },
  { key: 'service', name: 'Service', members: ['daniel', 'lachlan'] },
]

export const fieldDefinitions: CapsuleSeed['fieldDefinitions'] = [
  { name: 'ABN', type: 'text' },
  { name: 'Kitchen type', type: 'list', options: ['Restaurant', 'Institution', 'Production', 'Home'] },
  { name: 'Next service due', type: 'date' },
  { name: 'Service contract', type: 'boolean' },
  { name: 'Seats', type: 'number' },
]

export const organisation: XeroSeed['organisation'] = {
  name: 'Wattlebird Commercial Kitchens',
  legalName: 'Wattlebird Commercial Kitchens Pty Ltd',
  countryCode: 'AU',
  baseCurrency: 'AUD',
  timezone: 'AUSEASTERNSTANDARDTIME',
  shortCode: '!wTb1d',
  taxNumber: abn(8),
  currencies: ['AUD', 'NZD', 'USD', 'GBP'],
}

export const xeroUsers: XeroSeed['users'] = [
  {
    key: 'hannah',
    firstName: 'Hannah',
    lastName: 'Whitlock',
    email: 'hannah@wattlebird.example',
    role: 'FINANCIALADVISER',
  },
  { key: 'ruth', firstName: 'Ruth', lastName: 'Adeyemi', email: 'ruth@wattlebird.example', role: 'STANDARD' },
  {
    key: 'lachlan',
    firstName: 'Lachlan',
    lastName: 'Reid',
    email: 'lachlan@wattlebird.example',
    role: 'INVOICEONLY',
  },
  {
    key: 'marion',
    firstName: 'Marion',
    lastName: 'Stubbs',
    email: 'marion@stubbsaudit.example',
    role: 'READONLY',
  },
]
