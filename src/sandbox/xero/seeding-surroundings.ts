import type { XeroProjectSeed, XeroSeed } from '../seed.ts'
import { dayMs } from './days.ts'
import type { Item } from './items.ts'
import { toCents } from './money.ts'
import { addProject, type Task } from './projects/records.ts'
import type { Contact } from './records.ts'
import { nameKey, type Store } from './store.ts'

function contactOf(contacts: ReadonlyMap<string, Contact>, key: string): Contact {
  const contact = contacts.get(key)
  if (!contact) throw new Error(`The seed has no contact "${key}"`)
  return contact
}

function addProjectSeed(store: Store, from: XeroProjectSeed, contact: Contact) {
  const { chance, clock } = store.kernel
  const project = addProject(store.projects, store.kernel, {
    contactId: contact.id,
    name: from.name,
    estimateCents: from.estimate === undefined ? undefined : toCents(from.estimate),
    deadlineMs: from.deadlineInDays === undefined ? undefined : clock.now() + from.deadlineInDays * dayMs,
  })
  if (from.closed) project.status = 'CLOSED'
  for (const row of from.tasks) {
    const task: Task = {
      id: chance.uuid(),
      name: row.name,
      rateCents: toCents(row.rate),
      chargeType: row.chargeType,
      estimateMinutes: undefined,
    }
    project.tasks.set(task.id, task)
    for (const entry of row.time ?? []) {
      const id = chance.uuid()
      const atMs = clock.now() - entry.daysAgo * dayMs
      const userId = store.users[0]?.id ?? ''
      project.time.set(id, {
        id,
        userId,
        taskId: task.id,
        dateMs: atMs,
        enteredMs: atMs,
        minutes: entry.minutes,
        description: undefined,
      })
    }
  }
}

/** What stands around contacts and documents: groups, tracking, items and projects. */
export function seedSurroundings(store: Store, seed: XeroSeed, contacts: ReadonlyMap<string, Contact>) {
  const { chance, clock } = store.kernel
  for (const from of seed.groups ?? []) {
    const id = chance.uuid()
    const contactIds = new Set(from.contacts.map((key) => contactOf(contacts, key).id))
    store.groups.set(id, { id, name: from.name, status: 'ACTIVE', contactIds })
  }
  for (const from of seed.tracking ?? []) {
    const id = chance.uuid()
    const options = from.options.map((name) => ({ id: chance.uuid(), name, status: 'ACTIVE' as const }))
    store.tracking.set(id, { id, name: from.name, status: 'ACTIVE', options })
  }
  for (const from of seed.items ?? []) {
    const { code, name, description } = from
    const item: Item = {
      id: chance.uuid(),
      texts: { Code: code, Name: name, ...(description !== undefined && { Description: description }) },
      code,
      isSold: true,
      isPurchased: false,
      inventoryAccountCode: undefined,
      sales: { unitPrice: from.unitPrice, accountCode: from.accountCode },
      purchases: {},
      updatedMs: clock.now(),
    }
    store.items.add(item)
    store.itemCodes.set(nameKey(code), item)
  }
  for (const from of seed.projects ?? []) addProjectSeed(store, from, contactOf(contacts, from.contact))
}
