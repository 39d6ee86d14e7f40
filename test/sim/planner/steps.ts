import type { XeroContact } from '#core/model/contact.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { Chance } from './chance.ts'
import {
  drawCustomer,
  drawPerson,
  isNameTaken,
  names,
  toldToCapsule,
  toldToXero,
  xeroName,
} from './customers.ts'
import { editContact, editGroups, editParty, editTags } from './edits.ts'
import { now, planOf, type Stage } from './stage.ts'
import { apply, endLink, mergeContacts, setBase } from './vendor.ts'

type Step = (stage: Stage, chance: Chance) => void

const parties = (stage: Stage) => [...stage.parties.values()]
const active = (stage: Stage) => [...stage.contacts.values()].filter((each) => each.status === 'ACTIVE')

const onParty =
  (step: (stage: Stage, chance: Chance, party: CapsuleParty) => void): Step =>
  (stage, chance) => {
    if (stage.parties.size > 0) step(stage, chance, chance.pick(parties(stage)))
  }

const onContact =
  (step: (stage: Stage, chance: Chance, contact: XeroContact) => void): Step =>
  (stage, chance) => {
    const all = active(stage)
    if (all.length > 0) step(stage, chance, chance.pick(all))
  }

/** Edits of values: what every property may be followed by. */
export const edits = {
  'edit party': onParty((stage, chance, party) => {
    editParty(stage, chance, party)
  }),
  'edit contact': onContact((stage, chance, contact) => {
    editContact(stage, chance, contact)
  }),
  'edit both sides': (stage, chance) => {
    const links = [...stage.links.values()]
    if (links.length === 0) return
    const { partyId, contactId } = chance.pick(links)
    const party = partyId === null ? undefined : stage.parties.get(partyId)
    const contact = stage.contacts.get(contactId)
    // The same chances draw the same kind of edit, so that both sides often change one field.
    const seed = chance.int(1 << 30)
    if (party) editParty(stage, new Chance(seed), party)
    if (contact?.status === 'ACTIVE')
      editContact(stage, new Chance(chance.oneIn(2) ? seed : seed + 1), contact)
  },
  'list of both sides': (stage, chance) => {
    const links = [...stage.links.values()]
    if (links.length === 0) return
    const { partyId, contactId } = chance.pick(links)
    const party = partyId === null ? undefined : stage.parties.get(partyId)
    const contact = stage.contacts.get(contactId)
    if (!party || contact?.status !== 'ACTIVE') return
    for (let times = 1 + chance.int(2); times > 0; times--) editTags(stage, chance, party.id)
    for (let times = 1 + chance.int(2); times > 0; times--) editGroups(stage, chance, contactId)
  },
  'two parties get one name': (stage, chance) => {
    const name = chance.pick(names)
    const [one, two] = chance.shuffled(parties(stage).filter((each) => each.type === 'organisation'))
    for (const party of [one, two]) {
      if (party) stage.parties.set(party.id, { ...party, name, updatedAt: now(stage) })
    }
  },
} as const satisfies Record<string, Step>

/** What happens to whole records, and what people decide about them. */
export const events = {
  'new customer': (stage, chance) => {
    const customer = drawCustomer(chance)
    const side = chance.int(3)
    if (side !== 1) addParty(stage, chance, toldToCapsule(stage, chance, customer))
    if (side !== 0) addContact(stage, chance, toldToXero(stage, chance, customer))
  },
  'new person': onParty((stage, chance, party) => {
    if (party.type !== 'organisation') return
    const person = drawPerson(stage, chance, party)
    stage.parties.set(person.id, person)
  }),
  'person moves': onParty((stage, chance, party) => {
    if (party.type !== 'person') return
    const others = parties(stage).filter((each) => each.type === 'organisation')
    const employer = chance.oneIn(2) || others.length === 0 ? null : chance.pick(others)
    const organisation = employer && { id: employer.id, name: employer.name }
    stage.parties.set(party.id, { ...party, organisation, updatedAt: now(stage) })
  }),
  'type flips': onParty((stage, chance, party) => {
    const isPerson = party.type === 'organisation'
    const [firstName = '', ...rest] = party.name.split(' ')
    const lastName = rest.join(' ')
    const flipped = {
      ...party,
      type: isPerson ? ('person' as const) : ('organisation' as const),
      firstName: isPerson ? firstName || null : null,
      lastName: isPerson ? lastName || null : null,
      organisation: null,
      updatedAt: now(stage),
    }
    if (!chance.oneIn(3)) return
    stage.parties.set(party.id, flipped)
    for (const each of stage.parties.values()) {
      if (each.organisation?.id === party.id) stage.parties.set(each.id, { ...each, organisation: null })
    }
  }),
  'party deleted': onParty((stage, _, party) => {
    hide(stage, party, 'deleted')
  }),
  'party restricted': onParty((stage, _, party) => {
    hide(stage, party, 'restricted')
  }),
  'party restored': (stage, chance) => {
    if (stage.hidden.size === 0) return
    const party = chance.pick([...stage.hidden.values()])
    stage.hidden.delete(party.id)
    stage.absent.delete(party.id)
    stage.parties.set(party.id, party)
  },
  'contact archived': onContact((stage, chance, contact) => {
    const status = chance.oneIn(8) ? ('GDPRREQUEST' as const) : ('ARCHIVED' as const)
    stage.contacts.set(contact.id, { ...contact, status, updatedAt: now(stage) })
  }),
  'contact restored': (stage, chance) => {
    const archived = [...stage.contacts.values()].filter(
      (each) =>
        each.status === 'ARCHIVED' &&
        each.mergedToContactId === null &&
        !isNameTaken(stage, each.name, each.id),
    )
    if (archived.length === 0) return
    const contact = chance.pick(archived)
    stage.contacts.set(contact.id, { ...contact, status: 'ACTIVE', updatedAt: now(stage) })
  },
  'contacts merged': (stage, chance) => {
    const [loser, winner] = chance.shuffled(active(stage))
    if (loser && winner) mergeContacts(stage, loser, winner)
  },
  'a merge that Capsule is not to follow': (stage, chance) => {
    const linked = active(stage).filter((each) => stage.links.get(each.id)?.partyId)
    const [loser, winner] = chance.shuffled(linked)
    const partyId = loser && stage.links.get(loser.id)?.partyId
    if (!loser || !winner || !partyId) return
    mergeContacts(stage, { ...loser, contactNumber: `SHOP-${stage.nextId++}` }, winner)
    stage.rejected.push({ partyId, contactId: winner.id })
  },
  'another app numbers a contact': onContact((stage, _, contact) => {
    if (contact.contactNumber !== null) return
    stage.contacts.set(contact.id, {
      ...contact,
      contactNumber: `SHOP-${stage.nextId++}`,
      updatedAt: now(stage),
    })
  }),
  'reference lost': (stage, chance) => {
    const [party] = chance.shuffled(parties(stage))
    if (party) stage.parties.set(party.id, { ...party, fields: [], updatedAt: now(stage) })
  },
  invoiced: onContact((stage, chance, contact) => {
    const { sales, purchases } = stage.documents.get(contact.id) ?? { sales: 0, purchases: 0 }
    const isSale = chance.oneIn(2)
    stage.documents.set(
      contact.id,
      isSale ? { sales: sales + 1, purchases } : { sales, purchases: purchases + 1 },
    )
  }),
  excluded: (stage, chance) => {
    const [party] = chance.shuffled(parties(stage))
    const [contact] = chance.shuffled([...stage.contacts.values()])
    if (party && chance.oneIn(2)) stage.excludedParties.add(party.id)
    else if (contact) stage.excludedContacts.add(contact.id)
  },
  unlinked: (stage, chance) => {
    const [link] = chance.shuffled([...stage.links.values()])
    if (!link || link.partyId === null) return
    endLink(stage, link.contactId)
    stage.rejected.push({ partyId: link.partyId, contactId: link.contactId })
  },
  'included again': (stage) => {
    stage.excludedParties.clear()
    stage.excludedContacts.clear()
  },
  wanted: (stage, chance) => {
    const [party] = chance.shuffled(parties(stage))
    const [contact] = chance.shuffled([...stage.contacts.values()])
    if (party && chance.oneIn(2)) stage.wantedParties.add(party.id)
    else if (contact) stage.wantedContacts.add(contact.id)
  },
  'customer given up': onParty((stage, _, party) => {
    hide(stage, party, 'deleted')
    for (const review of planOf(stage).reviews) {
      if (review.kind === 'approval' && review.operation.kind === 'xero.contact.archive') {
        stage.decided.set(review.hash, true)
      }
    }
  }),
  decided: (stage, chance) => {
    for (const review of planOf(stage).reviews) {
      if (chance.oneIn(3)) continue
      if (review.kind === 'approval') stage.decided.set(review.hash, !chance.oneIn(3))
      if (review.kind === 'match') {
        const { contactId } = review.subject
        for (const { partyId } of review.candidates) stage.rejected.push({ partyId, contactId })
      }
      if (review.kind === 'conflict' && chance.oneIn(2)) {
        // Both stay as they are.
        for (const field of review.fields) setBase(stage, review.contactId, field.field, field)
      }
    }
  },
} as const satisfies Record<string, Step>

export const round: Step = (stage) => {
  apply(stage, planOf(stage))
}

function hide(stage: Stage, party: CapsuleParty, how: 'deleted' | 'restricted'): void {
  stage.parties.delete(party.id)
  stage.hidden.set(party.id, party)
  stage.absent.set(party.id, how)
  if (how === 'restricted') return
  // Capsule takes the people of a deleted organisation out of it.
  for (const each of stage.parties.values()) {
    if (each.organisation?.id === party.id) stage.parties.set(each.id, { ...each, organisation: null })
  }
}

export function addParty(stage: Stage, chance: Chance, party: CapsuleParty): void {
  stage.parties.set(party.id, party)
  for (let n = Math.max(0, chance.int(4) - 1); n > 0 && party.type === 'organisation'; n--) {
    const person = drawPerson(stage, chance, party)
    stage.parties.set(person.id, person)
  }
}

export function addContact(stage: Stage, chance: Chance, contact: XeroContact): void {
  stage.contacts.set(contact.id, { ...contact, name: xeroName(stage, contact.name, contact.id) })
  if (!chance.oneIn(3)) stage.documents.set(contact.id, { sales: chance.int(2), purchases: 1 })
}
