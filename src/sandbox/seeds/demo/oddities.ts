import type { CapsulePartySeed, XeroContactSeed } from '../../seed.ts'
import { abn } from '../numbers.ts'

/** What makes real books hard: each record here is one trap, and says what should come of it. */
export interface Oddity {
  readonly outcome: 'certain' | 'review' | 'skip'
  readonly contact: XeroContactSeed
  /** The party it belongs to; only where that is certain. */
  readonly party?: string
  readonly deals: string
}

export const oddParties: readonly CapsulePartySeed[] = [
  {
    key: 'harbourgrill-newcastle',
    type: 'organisation',
    name: 'Harbour Grill',
    about: 'The Newcastle one',
    owner: 'meilin',
    team: 'projects',
    addresses: [
      {
        type: 'Office',
        street: '40 Wharf Road',
        city: 'Newcastle',
        state: 'NSW',
        zip: '2300',
        country: 'Australia',
      },
    ],
    tags: ['Restaurant'],
    createdDaysAgo: 640,
    updatedDaysAgo: 44,
  },
  {
    key: 'harbourgrill-geelong',
    type: 'organisation',
    name: 'Harbour Grill',
    about: 'No relation to the Newcastle one',
    owner: 'lachlan',
    addresses: [
      {
        type: 'Office',
        street: '2 Cunningham Pier',
        city: 'Geelong',
        state: 'VIC',
        zip: '3220',
        country: 'Australia',
      },
    ],
    tags: ['Restaurant'],
    createdDaysAgo: 210,
    updatedDaysAgo: 12,
  },
  {
    key: 'nguyen-baker',
    type: 'person',
    firstName: 'Michael',
    lastName: 'Nguyen',
    about: 'Bread and pastry, St Albans',
    owner: 'lachlan',
    team: 'service',
    createdDaysAgo: 500,
    updatedDaysAgo: 80,
  },
  {
    key: 'nguyen-caterer',
    type: 'person',
    firstName: 'Michael',
    lastName: 'Nguyen',
    about: 'Weddings, Dandenong',
    owner: 'meilin',
    createdDaysAgo: 330,
    updatedDaysAgo: 31,
  },
  {
    key: 'saltbush',
    type: 'organisation',
    name: 'Saltbush Catering',
    owner: 'hannah',
    team: 'projects',
    fields: { ABN: abn(7_001) },
    tags: ['Catering'],
    createdDaysAgo: 410,
    updatedDaysAgo: 20,
  },
  {
    key: 'meridian-ballarat',
    type: 'organisation',
    name: 'Meridian Hotel Ballarat',
    owner: 'meilin',
    team: 'projects',
    emails: [{ type: 'Work', address: 'accounts@meridianhotels.example' }],
    addresses: [
      {
        type: 'Office',
        street: '16 Sturt Street',
        city: 'Ballarat Central',
        state: 'VIC',
        zip: '3350',
        country: 'Australia',
      },
    ],
    tags: ['Hotel'],
    createdDaysAgo: 600,
    updatedDaysAgo: 9,
  },
  {
    key: 'meridian-bendigo',
    type: 'organisation',
    name: 'Meridian Hotel Bendigo',
    owner: 'meilin',
    team: 'projects',
    emails: [{ type: 'Work', address: 'accounts@meridianhotels.example' }],
    addresses: [
      {
        type: 'Office',
        street: '70 Pall Mall',
        city: 'Bendigo',
        state: 'VIC',
        zip: '3550',
        country: 'Australia',
      },
    ],
    tags: ['Hotel'],
    createdDaysAgo: 590,
    updatedDaysAgo: 9,
  },
  {
    key: 'northsidelane',
    type: 'organisation',
    name: 'Northside Lane',
    owner: 'daniel',
    team: 'service',
    emails: [{ type: 'Work', address: 'tess@northsidelane.example' }],
    tags: ['Café'],
    createdDaysAgo: 300,
    updatedDaysAgo: 5,
  },
  {
    key: 'riverbend',
    type: 'organisation',
    name: 'Riverbend Function Centre',
    owner: 'hannah',
    addresses: [
      {
        type: 'Office',
        street: '1 Riverside Drive',
        city: 'Shepparton',
        state: 'VIC',
        zip: '3630',
        country: 'Australia',
      },
    ],
    tags: ['Venue'],
    createdDaysAgo: 450,
    updatedDaysAgo: 60,
  },
  {
    key: 'switchback',
    type: 'organisation',
    name: 'Switchback Cycling Café',
    owner: 'lachlan',
    team: 'service',
    emails: [{ type: 'Work', address: 'pay@switchbackcycling.example' }],
    tags: ['Café'],
    createdDaysAgo: 380,
    updatedDaysAgo: 15,
  },
  {
    key: 'ferraro',
    type: 'organisation',
    name: 'Trattoria del Ponte',
    owner: 'meilin',
    tags: ['Restaurant'],
    createdDaysAgo: 700,
    updatedDaysAgo: 70,
  },
  {
    key: 'ferraro/gianni',
    type: 'person',
    firstName: 'Gianni',
    lastName: 'Ferraro',
    jobTitle: 'Chef and consultant',
    organisation: 'ferraro',
    owner: 'meilin',
    emails: [{ type: 'Home', address: 'gianni@ferraroconsulting.example' }],
    createdDaysAgo: 700,
    updatedDaysAgo: 70,
  },
]

export const oddities: readonly Oddity[] = [
  // Two parties of one name, and nothing in Xero that tells them apart.
  {
    outcome: 'review',
    contact: { key: 'odd-harbourgrill', name: 'Harbour Grill Pty Ltd', createdDaysAgo: 620 },
    deals: 'medium 5 late',
  },
  // Two people of one name.
  {
    outcome: 'review',
    contact: {
      key: 'odd-nguyen',
      name: 'Michael Nguyen',
      firstName: 'Michael',
      lastName: 'Nguyen',
      createdDaysAgo: 480,
    },
    deals: 'small 4 late',
  },
  // Same name, another business number.
  {
    outcome: 'review',
    contact: {
      key: 'odd-saltbush',
      name: 'Saltbush Catering Pty Ltd',
      taxNumber: abn(7_002),
      createdDaysAgo: 400,
    },
    deals: 'medium 4 ontime',
  },
  // A group's shared mailbox that two parties carry as well.
  {
    outcome: 'review',
    contact: {
      key: 'odd-meridian',
      name: 'Meridian Hotels Group',
      email: 'accounts@meridianhotels.example',
      createdDaysAgo: 580,
    },
    deals: 'large 4 ontime',
  },
  // One mailbox on both sides, under names that have nothing to do with each other.
  {
    outcome: 'review',
    contact: {
      key: 'odd-northside',
      name: 'Coburg Road Espresso',
      firstName: 'Tess',
      lastName: 'Moran',
      email: 'tess@northsidelane.example',
      createdDaysAgo: 290,
    },
    deals: 'small 3 late',
  },
  // One party, entered twice in Xero.
  {
    outcome: 'review',
    contact: { key: 'odd-riverbend', name: 'Riverbend Function Centre', createdDaysAgo: 440 },
    deals: 'medium 3 ontime',
  },
  {
    outcome: 'review',
    contact: { key: 'odd-riverbend-2', name: 'Riverbend Function Centre Pty Ltd', createdDaysAgo: 120 },
    deals: 'medium 1 ontime',
  },
  // ContactNumber belongs to the booking system; it must stay.
  {
    outcome: 'certain',
    party: 'switchback',
    contact: {
      key: 'odd-switchback',
      name: 'Switchback Cycling Cafe',
      email: 'pay@switchbackcycling.example',
      contactNumber: 'BOOK-00417',
      createdDaysAgo: 370,
    },
    deals: 'small 4 ontime',
  },
  // Works for a restaurant, buys in his own name.
  {
    outcome: 'certain',
    party: 'ferraro/gianni',
    contact: {
      key: 'odd-ferraro',
      name: 'Gianni Ferraro',
      firstName: 'Gianni',
      lastName: 'Ferraro',
      email: 'gianni@ferraroconsulting.example',
      createdDaysAgo: 690,
    },
    deals: 'small 3 ontime',
  },
  // Archived: closed down, a supplier no longer used, a person who moved away.
  {
    outcome: 'skip',
    contact: {
      key: 'gone-creperie',
      name: 'Crêperie du Marché (closed)',
      archived: true,
      createdDaysAgo: 890,
    },
    deals: 'small 2 ontime',
  },
  {
    outcome: 'skip',
    contact: {
      key: 'gone-fasteners',
      name: 'Westgate Fasteners',
      email: 'sales@westgatefasteners.example',
      archived: true,
      createdDaysAgo: 880,
    },
    deals: 'smallwares 3 ontime',
  },
  {
    outcome: 'skip',
    contact: {
      key: 'gone-tully',
      name: 'Bernard Hollis',
      firstName: 'Bernard',
      lastName: 'Hollis',
      archived: true,
      createdDaysAgo: 870,
    },
    deals: 'none 0 none',
  },
  // Merged by the bookkeeper into the contact that stayed.
  {
    outcome: 'skip',
    contact: {
      key: 'merged-ironbark',
      name: 'Ironbark Hotels (old)',
      mergedInto: 'ironbark',
      createdDaysAgo: 895,
    },
    deals: 'none 0 none',
  },
  {
    outcome: 'skip',
    contact: {
      key: 'merged-polarbay',
      name: 'Polar Bay Fridge Repairs',
      mergedInto: 'coolroom',
      createdDaysAgo: 860,
    },
    deals: 'none 0 none',
  },
]
