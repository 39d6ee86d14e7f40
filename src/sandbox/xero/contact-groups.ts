import { type Element, guidOf, textOf } from './body.ts'
import { type ApiCall, echoed, elementsIn, envelope, type Wire, writeEach } from './envelope.ts'
import { type Answer, Invalid, noContent, notFound } from './errors.ts'
import { unpaged } from './listing.ts'
import type { Contact } from './records.ts'
import { nameKey, type Store } from './store.ts'
import { switches } from './switches.ts'

const groupsMax = 100

export interface ContactGroup {
  readonly id: string
  name: string
  status: 'ACTIVE' | 'DELETED'
  readonly contactIds: Set<string>
}

const active = (store: Store) => [...store.groups.values()].filter((group) => group.status === 'ACTIVE')

/** The active groups a contact is in. */
export const groupsOf = (store: Store, contactId: string): readonly ContactGroup[] =>
  store.groups.size === 0 ? [] : active(store).filter((group) => group.contactIds.has(contactId))

export const groupWire = (group: ContactGroup): Wire => ({
  ContactGroupID: group.id,
  Name: group.name,
  Status: group.status,
  Contacts: [],
  HasValidationErrors: false,
})

function withContacts(store: Store, group: ContactGroup): Wire {
  const Contacts = [...group.contactIds].flatMap((id) => {
    const contact = store.contacts.get(id)
    return contact ? [{ ContactID: contact.id, Name: contact.name, HasValidationErrors: false }] : []
  })
  return { ...groupWire(group), Contacts }
}

function groupAt(call: ApiCall): ContactGroup {
  const group = call.store.groups.get(call.params[0]?.toLowerCase() ?? '')
  if (!group || (group.status === 'DELETED' && !switches.deletedGroupReadable)) throw notFound()
  return group
}

/** @source xero.md, "7. Contacts", ContactGroups: only ACTIVE groups are listed, not paged */
export const listGroups = (call: ApiCall) =>
  envelope(call, 'ContactGroups', unpaged(active(call.store).map(groupWire), call.query))

export const getGroup = (call: ApiCall) =>
  envelope(call, 'ContactGroups', [withContacts(call.store, groupAt(call))])

function checkName(store: Store, group: ContactGroup | undefined, name: string) {
  if (name.trim() === '') throw new Invalid(['Contact group name cannot be empty.'])
  if (name.length > 255) throw new Invalid(['The field Name must be a string with a maximum length of 255.'])
  const taken = active(store).some((other) => other !== group && nameKey(other.name) === nameKey(name))
  if (taken) throw new Invalid([`The contact group name ${name} is already assigned to another group.`])
}

const echo = (element: Element): Wire => echoed(element, 'ContactGroupID', { Contacts: [] })

export function putGroups(call: ApiCall): Answer {
  const { store } = call
  const create = (element: Element): Wire => {
    const name = textOf(element.fields, 'name') ?? ''
    checkName(store, undefined, name)
    if (active(store).length >= groupsMax)
      throw new Invalid(['You’ve reached the limit of 100 contact groups.'])
    const group: ContactGroup = {
      id: store.kernel.chance.uuid(),
      name,
      status: 'ACTIVE',
      contactIds: new Set(),
    }
    store.groups.set(group.id, group)
    return groupWire(group)
  }
  return writeEach(
    call,
    'ContactGroups',
    elementsIn(call, 'ContactGroups'),
    create,
    echo,
    'HasValidationErrors',
  )
}

/** Renames, or deletes with Status DELETED. */
export function postGroup(call: ApiCall): Answer {
  const { store } = call
  const group = groupAt(call)
  const change = (element: Element): Wire => {
    const name = textOf(element.fields, 'name')
    const status = textOf(element.fields, 'status')?.toUpperCase()
    if (status !== undefined && status !== 'ACTIVE' && status !== 'DELETED')
      throw new Invalid(['Contact group status is not valid.'])
    if (group.status === 'DELETED') throw new Invalid(['A deleted contact group cannot be edited.'])
    if (name !== undefined) checkName(store, group, name)
    if (name !== undefined) group.name = name
    if (status === 'DELETED') {
      group.status = 'DELETED'
      group.contactIds.clear()
    }
    return withContacts(store, group)
  }
  const elements = elementsIn(call, 'ContactGroups').slice(0, 1)
  return writeEach(call, 'ContactGroups', elements, change, echo, 'HasValidationErrors')
}

function moved(store: Store, contact: Contact) {
  if (!switches.groupChangeTouchesContact) return
  contact.updatedMs = store.kernel.clock.now()
  store.contacts.touched()
}

/** Adds contacts by id; one unknown id refuses the whole request before anything is saved. */
export function assignContacts(call: ApiCall): Answer {
  const { store } = call
  const group = groupAt(call)
  const elements = elementsIn(call, 'Contacts')
  const contactIn = (element: Element): Contact => {
    const contact = store.contacts.get(guidOf(element.fields, 'contactid') ?? '')
    if (!contact) throw notFound()
    return contact
  }
  for (const element of elements) contactIn(element)
  const lists = { Addresses: [], Phones: [], ContactGroups: [], ContactPersons: [] }
  const add = (element: Element): Wire => {
    const contact = contactIn(element)
    if (contact.status !== 'ACTIVE') throw new Invalid(['Unable to assign an Archived contact.'])
    group.contactIds.add(contact.id)
    moved(store, contact)
    return {
      ContactID: contact.id,
      Name: contact.name,
      ...lists,
      HasValidationErrors: false,
      ValidationErrors: [],
    }
  }
  const refused = (element: Element): Wire => echoed(element, 'ContactID', lists)
  return writeEach(call, 'Contacts', elements, add, refused, 'HasValidationErrors')
}

export function emptyGroup(call: ApiCall): Answer {
  const group = groupAt(call)
  for (const id of group.contactIds) {
    const contact = call.store.contacts.get(id)
    if (contact) moved(call.store, contact)
  }
  group.contactIds.clear()
  return noContent
}

export function unassignContact(call: ApiCall): Answer {
  const group = groupAt(call)
  const contact = call.store.contacts.get(call.params[1]?.toLowerCase() ?? '')
  if (!contact || !group.contactIds.delete(contact.id)) throw notFound()
  moved(call.store, contact)
  return noContent
}
