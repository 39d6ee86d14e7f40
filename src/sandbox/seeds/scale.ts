import type { Chance } from '../kernel/chance.ts'
import type { CapsulePartySeed, Seed, XeroContactSeed, XeroInvoiceSeed } from '../seed.ts'
import { amountBetween, happens } from './chances.ts'
import { fieldDefinitions, organisation, site, teams, users, xeroUsers } from './company.ts'
import { abn, spacedAbn } from './numbers.ts'

const firsts =
  words(`Amber Anchor Apple Arrow Ash Aurora Banksia Basalt Beacon Birch Blue Bramble Briar Bronze Canyon Cedar
  Cobalt Copper Coral Crescent Crystal Delta Dune Eagle Elm Ember Falcon Fern Flint Garnet Ginger Granite Harbour Hazel
  Heron Indigo Iron Ivory Jade Juniper Kestrel Lantern Laurel Linden Lotus Magpie Maple Marble Meadow Mint Nutmeg Oak
  Ochre Olive Onyx Opal Orchard Pearl Pepper Pine Plover Quartz Raven`)
const seconds =
  words(`Bay Bend Bridge Brook Cape Cliff Coast Corner Court Creek Crest Dale Dell Field Ford Forest Gate Glen
  Grange Grove Gully Harvest Haven Heath Hill Hollow Island Junction Lake Lane Ledge Lodge Marsh Meadow Mill Mountain Park
  Pass Peak Place Plain Point Pond Quay Range Reef Ridge Rise River Road Rock Row Sands Shore Spring Square Station Stone
  Summit Terrace Vale Valley View`)
const trades =
  words(`Bakery Bistro Brewing Cafe Catering Foods Hotel Kitchens Produce Provisions Roasters Seafood Tavern
  Winery Grocers Dairy`)
const towns =
  words(`Albury Ararat Ballina Benalla Bendigo Bowral Bright Broome Bunbury Byron Cairns Colac Cowra Dubbo Echuca
  Geelong Goulburn Grafton Hobart Kiama Lorne Mackay Mildura Moree Mudgee Orange Perth Sale Taree Torquay Wodonga Yass`)

function words(text: string): readonly string[] {
  return text.split(/\s+/)
}

/** How a pair can be told, in the shares of a real first comparison. */
type Key = 'reference' | 'tax' | 'email' | 'name'

function keyOf(chance: Chance): Key {
  const roll = chance.next()
  return roll < 0.05 ? 'reference' : roll < 0.4 ? 'tax' : roll < 0.85 ? 'email' : 'name'
}

/**
 * A different name for every number below two million: the number in mixed radix, spread by a step that
 * shares no factor with any of the lists.
 */
function nameOf(serial: number): string {
  const combinations = firsts.length * seconds.length * trades.length * towns.length
  let rest = (serial * 1_000_003) % combinations
  const take = (list: readonly string[]) => {
    const word = list[rest % list.length] ?? ''
    rest = Math.floor(rest / list.length)
    return word
  }
  return [firsts, seconds, trades, towns].map(take).join(' ')
}

/**
 * `n` parties, `n` contacts and `5n` documents; nine records in ten stand on both sides, a third of the
 * parties are persons, and a twentieth of the parties share the name of another.
 *
 * @param n at most 200,000
 */
export function scaleSeed(n: number, chance: Chance): Seed {
  const shared = Math.floor(n * 0.9)
  const parties: CapsulePartySeed[] = []
  const contacts: XeroContactSeed[] = []
  const invoices: XeroInvoiceSeed[] = []
  for (let at = 0; at < n; at++) {
    const key = at < shared ? keyOf(chance) : 'name'
    parties.push(scaleParty(at, key, chance))
    contacts.push(scaleContact(at < shared ? at : n + at, key, chance))
    for (let count = 0; count < 5; count++) invoices.push(scaleInvoice(at < shared ? at : n + at, chance))
  }
  return {
    capsule: { site, users, teams, fieldDefinitions, parties },
    xero: { organisation, users: xeroUsers, contacts, invoices },
  }
}

const slug = (serial: number) => `firm${serial}.example`

function scaleParty(serial: number, key: Key, chance: Chance): CapsulePartySeed {
  const doubled = serial % 20 === 19 && key !== 'name' ? serial - 1 : serial
  return {
    key: `p${serial}`,
    type: 'organisation',
    name: nameOf(doubled),
    owner: serial % 2 === 0 ? 'meilin' : 'lachlan',
    ...(key === 'name' ? {} : { emails: [{ type: 'Work', address: `accounts@${slug(serial)}` }] }),
    addresses: [
      {
        type: 'Office',
        street: `${chance.int(1, 400)} Station Street`,
        city: 'Coburg',
        state: 'VIC',
        zip: '3058',
        country: 'Australia',
      },
    ],
    tags: [serial % 7 === 0 ? 'Service contract' : 'Customer'],
    ...(key === 'tax' ? { fields: { ABN: spacedAbn(abn(serial)) } } : {}),
    createdDaysAgo: 900,
    updatedDaysAgo: chance.int(1, 800),
  }
}

function scaleContact(serial: number, key: Key, chance: Chance): XeroContactSeed {
  return {
    key: `c${serial}`,
    name: serial % 3 === 0 ? `${nameOf(serial)} Pty Ltd` : nameOf(serial),
    ...(key === 'email' ? { email: `accounts@${slug(serial)}` } : {}),
    ...(key === 'tax' ? { taxNumber: abn(serial), email: `billing@${slug(serial)}` } : {}),
    ...(key === 'reference' ? { contactNumber: { party: `p${serial}` } } : {}),
    addresses: [
      {
        type: 'STREET',
        line1: `${chance.int(1, 400)} Station Street`,
        city: 'Coburg',
        region: 'VIC',
        postalCode: '3058',
        country: 'Australia',
      },
    ],
    createdDaysAgo: 900,
  }
}

function scaleInvoice(contact: number, chance: Chance): XeroInvoiceSeed {
  const daysAgo = chance.int(0, 720)
  const draft = happens(chance, 0.03)
  const paid = !draft && (daysAgo > 60 ? happens(chance, 0.95) : happens(chance, 0.3))
  return {
    contact: `c${contact}`,
    type: happens(chance, 0.85) ? 'ACCREC' : 'ACCPAY',
    status: draft ? 'DRAFT' : 'AUTHORISED',
    daysAgo,
    termDays: 14,
    lines: Array.from({ length: chance.int(1, 3) }, () => ({
      description: 'Kitchen equipment and labour',
      quantity: chance.int(1, 5),
      unitAmount: amountBetween(chance, 40, 4_000),
      taxRate: 10 as const,
    })),
    ...(paid ? { payments: [{ daysAgo: chance.int(0, daysAgo), share: 1 }] } : {}),
  }
}
