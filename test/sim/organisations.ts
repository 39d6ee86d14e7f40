import { listXeroConnections } from '#db/connections.ts'
import { latestRun } from '#db/runs.ts'
import { type Chance, seededChance } from '#sandbox/kernel/chance.ts'
import type { Seed, XeroContactSeed } from '#sandbox/seed.ts'
import { pickWeighted } from './actions/action.ts'
import { edits } from './actions/edits.ts'
import { approve, connect } from './operator.ts'
import { count } from './reach.ts'
import { Violation, type World } from './world.ts'

/** One world in five joins a second Xero organisation; drawn apart, so that the other worlds stay as they are. */
export const hasSecond = (seed: number): boolean => seededChance(seed * 7 + 6).next() < 0.2

const secondName = 'The other books'
const secondCode = '!Sim2'

/** Some customers of the first organisation have a contact in the second one too, and some are only there. */
export function withSecond(records: Seed, chance: Chance): Seed {
  const customers = records.xero.contacts.filter((contact) => !contact.archived && chance.next() < 0.5)
  const twins = customers.map(
    ({ name, firstName, lastName, email, taxNumber, phones }, n): XeroContactSeed => ({
      key: `second-${n}`,
      name,
      ...(firstName === undefined ? {} : { firstName }),
      ...(lastName === undefined ? {} : { lastName }),
      ...(email === undefined ? {} : { email }),
      ...(taxNumber === undefined ? {} : { taxNumber }),
      ...(phones === undefined ? {} : { phones }),
      createdDaysAgo: 100,
    }),
  )
  const own: XeroContactSeed = {
    key: 'second-own',
    name: 'Only In The Other Books',
    email: 'hello@other-books.example',
    createdDaysAgo: 100,
  }
  const contacts = [...distinct(twins), own]
  return {
    ...records,
    xero: {
      ...records.xero,
      organisations: [
        {
          organisation: {
            ...records.xero.organisation,
            name: secondName,
            shortCode: secondCode,
          },
          contacts,
          invoices: contacts.map(({ key }, n) => ({
            contact: key,
            type: 'ACCREC',
            status: 'AUTHORISED',
            number: `S-${n + 1}`,
            daysAgo: chance.int(1, 60),
            termDays: 14,
            lines: [{ description: 'Work', quantity: 1, unitAmount: chance.int(1, 900), taxRate: 10 }],
          })),
        },
      ],
    },
  }
}

/** Names are unique in an organisation, whatever their case. */
const distinct = (contacts: readonly XeroContactSeed[]): XeroContactSeed[] => [
  ...new Map(contacts.map((contact) => [contact.name.trim().toLowerCase(), contact])).values(),
]

/** Adds the second organisation beside the first, which goes on, and approves its plan when it is there. */
export async function mayAddOrganisation(world: World): Promise<void> {
  if (!hasSecond(world.seed)) return
  await connect(world, { side: 'xero', wants: 'add', organisation: secondName })
  for (let rounds = 0; rounds < 20; rounds++) {
    await world.pass(world.chance.int(0, 1_500))
    const edit = () => pickWeighted(edits, world.chance.next()).act(world)
    if (world.chance.next() < 0.4) await edit()
    const id = await world.workspaceId()
    const second = (await listXeroConnections(world.db, id)).find(
      ({ organisationName }) => organisationName === secondName,
    )
    const run = second && (await latestRun(world.db, id, 'comparison', second.id))
    if (run?.approved_at) {
      count(world.reach, 'two organisations')
      return
    }
    if (run?.state === 'planned') await approve(world, edit, second?.id)
  }
  throw new Violation('the plan of the second organisation was never ready to be approved')
}
