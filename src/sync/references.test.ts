import { expect, test } from 'vitest'
import { connectionId, workspaceId } from '#core/model/ids.ts'
import type { XeroConnection, XeroDetails } from '#db/connections.ts'
import { uuid } from '../../test/records.ts'
import { claimReferences, referencesOf } from './references.ts'

const plain = [
  { id: 1, name: 'Xero contact ID' },
  { id: 2, name: 'Xero contact link' },
]
const own = [
  { id: 3, name: 'Xero contact ID (Branch)' },
  { id: 4, name: 'Xero contact link (Branch)' },
]

function organisation(n: number, name: string, references?: XeroDetails['references']): XeroConnection {
  return {
    id: connectionId(uuid(n)),
    workspaceId: workspaceId(uuid(99)),
    side: 'xero',
    method: 'oauth',
    state: 'connected',
    problem: null,
    organisationId: `tenant-${n}`,
    organisationName: name,
    scopes: [],
    hooksAt: null,
    lastHeardAt: null,
    lastSweepAt: null,
    usage: null,
    connectedAt: new Date(0),
    details: {
      timeZone: 'UTC',
      baseCurrency: 'AUD',
      shortCode: '!B2',
      countryCode: 'AU',
      userName: null,
      xeroConnectionId: null,
      ...(references === undefined ? {} : { references }),
    },
  }
}

test('the first organisation has the plain pair, a further one its own', () => {
  const head = organisation(1, 'Head')
  const branch = organisation(2, 'Branch')
  expect(claimReferences(head, [head, branch], [])).toBeNull()
  expect(claimReferences(branch, [head, branch], plain)).toEqual({
    label: 'Branch',
    contactIdField: null,
    contactLinkField: null,
  })
})

test('with the database lost, each finds its own pair, whichever comes first', () => {
  const branch = organisation(2, 'Branch')
  const found = claimReferences(branch, [branch], [...plain, ...own])
  expect(found).toEqual({ label: 'Branch', contactIdField: 3, contactLinkField: 4 })
  const head = organisation(1, 'Head')
  const known = organisation(2, 'Branch', found)
  expect(claimReferences(head, [known, head], [...plain, ...own])).toBeNull()
})

test('what was claimed stays, and two organisations of one name are told apart', () => {
  const head = organisation(1, 'Branch', null)
  expect(claimReferences(head, [head], own)).toBeNull()
  const first = organisation(2, 'Branch', { label: 'Branch', contactIdField: 3, contactLinkField: 4 })
  const second = organisation(3, 'Branch')
  expect(claimReferences(second, [head, first, second], own)?.label).toBe('Branch B2')
})

test('an organisation reads and writes the fields of its pair only', () => {
  const capsule = { contactIdField: 1, contactLinkField: 2 }
  expect(referencesOf(capsule, { references: null })).toMatchObject({
    contactIdField: 1,
    contactLinkField: 2,
  })
  const references = { label: 'Branch', contactIdField: null, contactLinkField: null }
  expect(referencesOf(capsule, { references })).toEqual({
    names: { contactId: 'Xero contact ID (Branch)', contactLink: 'Xero contact link (Branch)' },
    contactIdField: null,
    contactLinkField: null,
  })
})
