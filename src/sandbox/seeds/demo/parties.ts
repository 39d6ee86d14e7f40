import type { CapsulePartySeed } from '../../seed.ts'
import { abn, spacedAbn } from '../numbers.ts'
import { firms } from './firms.ts'
import { mailbox, personName, staff } from './names.ts'
import { leads, people } from './people.ts'
import { landline, mobiles, written } from './phones.ts'
import { place } from './places.ts'

/** The serial of a firm's business number and phone; both sides ask here, so that they agree. */
export const serialOf = (at: number) => 13 + at * 17

const owners = ['meilin', 'lachlan', 'hannah', 'daniel', 'meilin', 'sofia', undefined] as const
const teamOf: Readonly<Record<string, string>> = {
  hannah: 'projects',
  meilin: 'projects',
  sofia: 'projects',
  daniel: 'service',
  lachlan: 'service',
}

/** Capsule wants the owner inside the team; every fourth record has an owner and no team, so all may see it. */
function owned(at: number): Pick<CapsulePartySeed, 'owner' | 'team'> {
  const owner = owners[at % owners.length]
  const team = owner === undefined || at % 4 === 3 ? undefined : teamOf[owner]
  return { ...(owner ? { owner } : {}), ...(team ? { team } : {}) }
}

function address(text: string, type: string): Pick<CapsulePartySeed, 'addresses'> {
  const where = place(text)
  if (!where) return {}
  const { state, ...rest } = where
  return { addresses: [{ type, ...rest, ...(state ? { state } : {}) }] }
}

const age = (at: number) => ({ createdDaysAgo: 880 - at * 6, updatedDaysAgo: 3 + ((at * 37) % 400) })

type Firm = (typeof firms)[number]

function firmParty(firm: Firm, at: number): CapsulePartySeed {
  const line = landline(place(firm.place), serialOf(at) % 9_000)
  const email = {
    type: 'Work',
    address: `${firm.by === 'email' ? 'accounts' : 'hello'}@${firm.domain}.example`,
  }
  return {
    key: firm.key,
    type: 'organisation',
    name: firm.capsule,
    ...owned(at),
    ...(firm.domain === '-' ? {} : { emails: [email] }),
    ...(line ? { phones: [{ type: 'Work', number: written(line, at) }] } : {}),
    ...address(firm.place, at % 5 === 4 ? 'Postal' : 'Office'),
    ...(firm.domain !== '-' && at % 2 === 0
      ? { websites: [{ address: `https://www.${firm.domain}.example` }] }
      : {}),
    tags: at % 6 === 0 && firm.tag !== 'Supplier' ? [firm.tag, 'Service contract'] : [firm.tag],
    fields: {
      ...(firm.by === 'tax' ? { ABN: at % 2 === 0 ? spacedAbn(abn(serialOf(at))) : abn(serialOf(at)) } : {}),
      ...(firm.tag === 'Restaurant' ? { 'Kitchen type': 'Restaurant', Seats: String(40 + at * 2) } : {}),
    },
    ...age(at),
  }
}

function staffParties(firm: { key: string; domain: string; people: string }, at: number): CapsulePartySeed[] {
  return staff(firm.people).map(({ name, jobTitle }, which) => {
    const mobile = which === 0 ? mobiles[at % 2 === 0 ? at / 2 : mobiles.length] : undefined
    return {
      key: `${firm.key}/${mailbox(name)}`,
      type: 'person',
      ...personName(name),
      jobTitle,
      organisation: firm.key,
      ...owned(at),
      ...(firm.domain === '-'
        ? {}
        : { emails: [{ type: 'Work', address: `${mailbox(name)}@${firm.domain}.example` }] }),
      ...(mobile ? { phones: [{ type: 'Mobile', number: mobile }] } : {}),
      ...age(at),
    }
  })
}

const lonePersons = (): CapsulePartySeed[] =>
  people.map((person, at) => ({
    key: person.key,
    type: 'person',
    ...personName(person.capsule),
    about: person.about,
    ...owned(at + 1),
    ...(person.email === '-' ? {} : { emails: [{ type: 'Work', address: person.email }] }),
    ...address(person.place, 'Home'),
    tags: ['Sole trader'],
    fields: { 'Kitchen type': 'Home' },
    ...age(at + 20),
  }))

const leadParties = (): CapsulePartySeed[] =>
  leads.map((lead, at) => ({
    key: lead.key,
    type: lead.type === 'person' ? 'person' : 'organisation',
    ...(lead.type === 'person' ? personName(lead.name) : { name: lead.name }),
    about: lead.about,
    ...owned(at + 2),
    ...(lead.domain === '-' ? {} : { emails: [{ type: 'Work', address: `hello@${lead.domain}.example` }] }),
    ...address(lead.place, lead.type === 'person' ? 'Home' : 'Office'),
    tags: ['Lead'],
    createdDaysAgo: 120 - at * 8,
    updatedDaysAgo: at * 2,
  }))

/** Firms first and each before its people, as the seed's order demands; nobody keeps suppliers' people in a CRM. */
export const demoParties = (): CapsulePartySeed[] => [
  ...firms.flatMap((firm, at) => [
    firmParty(firm, at),
    ...(firm.tag === 'Supplier' ? [] : staffParties(firm, at)),
  ]),
  ...lonePersons(),
  ...leadParties(),
  ...leads.flatMap((lead) => staffParties(lead, 61)),
]
