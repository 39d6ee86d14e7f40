import { listParties } from '#capsule/parties.ts'
import type { XeroContact } from '#core/model/contact.ts'
import type { XeroDocument } from '#core/model/document.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { listContacts } from '#xero/contacts.ts'
import { listInvoices } from '#xero/invoices.ts'
import { Violation, type World } from '../world.ts'

/** Everything both vendors hold, as the connection may see it. */
export interface Truth {
  readonly parties: ReadonlyMap<number, CapsuleParty>
  readonly contacts: ReadonlyMap<string, XeroContact>
  readonly documents: ReadonlyMap<string, XeroDocument>
  /** The connection of each contact's organisation. */
  readonly organisationOf: ReadonlyMap<string, string>
}

const known = new WeakMap<World, Truth>()

export async function truthOf(world: World): Promise<Truth> {
  const before = known.get(world)
  if (before) return before
  const id = await world.workspaceId()
  const truth = await world.perform('looks at both vendors', async (engine) => {
    const capsule = await engine.accounts.capsule(id)
    const xeros = await engine.accounts.xeros(id)
    if (!capsule || xeros.length === 0) throw new Violation('a side is not connected at the end')
    const parties: CapsuleParty[] = []
    for await (const page of listParties(capsule.http('interactive'))) parties.push(...page.parties)
    const contacts: XeroContact[] = []
    const documents: XeroDocument[] = []
    const organisationOf = new Map<string, string>()
    for (const xero of xeros) {
      for await (const page of listContacts(xero.http('interactive'))) {
        contacts.push(...page.rows)
        for (const contact of page.rows) organisationOf.set(contact.id, xero.connection.id)
      }
      for await (const page of listInvoices(xero.http('interactive'))) documents.push(...page.rows)
    }
    return {
      parties: new Map(parties.map((party) => [party.id, party])),
      contacts: new Map(contacts.map((contact) => [contact.id, contact])),
      documents: new Map(documents.map((document) => [document.id, document])),
      organisationOf,
    }
  })
  known.set(world, truth)
  return truth
}
