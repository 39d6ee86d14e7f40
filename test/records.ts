import { civilDate } from '#core/civil-date.ts'
import type { XeroContact } from '#core/model/contact.ts'
import type { XeroDocument } from '#core/model/document.ts'
import {
  type ConnectionId,
  capsulePartyId,
  connectionId,
  type WorkspaceId,
  workspaceId,
  xeroContactId,
  xeroDocumentId,
} from '#core/model/ids.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { saveConnection } from '#db/connections.ts'
import type { Seen } from '#db/mirrors.ts'
import type { Db } from '#db/open.ts'
import { createVault } from '#db/secrets.ts'

/** A uuid that ends in the number, so that a failure names the record. */
export const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

export const day = civilDate
export const instant = (text: string) => new Date(text)

/** Two instants in the life of a record. */
export const earlier = '2026-03-01T10:00:00.000Z'
export const later = '2026-03-02T10:00:00.000Z'

export const testVault = createVault(Buffer.alloc(32, 7))

/** A workspace that joins one Capsule account with one Xero organisation. */
export interface TestWorkspace {
  readonly id: WorkspaceId
  readonly capsule: Seen & { readonly connectionId: ConnectionId }
  readonly xero: Seen & { readonly connectionId: ConnectionId }
}

let workspaces = 0

/** Tests that share a store each take one, and see nothing of the others'. */
export async function insertWorkspace(db: Db): Promise<TestWorkspace> {
  workspaces += 1
  const n = workspaces
  const id = workspaceId(uuid(n * 1_000_000))
  const at = instant(earlier)
  await db
    .insertInto('workspace')
    .values({ id, name: `Workspace ${n}`, settings: '{}', created_at: at })
    .execute()
  const common = { workspaceId: id, method: 'oauth' as const, scopes: ['read'], credentials: null, at }
  const tokens = { accessToken: `access-${n}`, refreshToken: null, expiresAt: null, scopes: [] }
  const capsule = await saveConnection(db, testVault, {
    ...common,
    id: connectionId(uuid(n * 1_000_000 + 1)),
    side: 'capsule',
    organisationId: `capsule-${n}`,
    organisationName: `Capsule ${n}`,
    tokens,
    details: {
      siteUrl: 'https://example.capsulecrm.com',
      userId: 1,
      userName: 'Mia',
      contactIdField: null,
      contactLinkField: null,
      partyFields: [],
    },
  })
  const xero = await saveConnection(db, testVault, {
    ...common,
    id: connectionId(uuid(n * 1_000_000 + 2)),
    side: 'xero',
    organisationId: `xero-${n}`,
    organisationName: `Xero ${n}`,
    tokens,
    details: {
      timeZone: 'Australia/Sydney',
      baseCurrency: 'AUD',
      shortCode: '!abc',
      countryCode: 'AU',
      userName: 'Mia',
      xeroConnectionId: null,
    },
  })
  return {
    id,
    capsule: { workspaceId: id, connectionId: capsule, at },
    xero: { workspaceId: id, connectionId: xero, at },
  }
}

export function party(id: number, changes: Partial<CapsuleParty> = {}): CapsuleParty {
  return {
    id: capsulePartyId(id),
    type: 'organisation',
    name: `Party ${id}`,
    firstName: null,
    lastName: null,
    jobTitle: null,
    organisation: null,
    emails: [],
    phones: [],
    addresses: [],
    websites: [],
    owner: null,
    team: null,
    tags: [],
    fields: [],
    createdAt: earlier,
    updatedAt: earlier,
    ...changes,
  }
}

export function contact(id: number, changes: Partial<XeroContact> = {}): XeroContact {
  return {
    id: xeroContactId(uuid(id)),
    status: 'ACTIVE',
    name: `Contact ${id}`,
    firstName: null,
    lastName: null,
    email: null,
    contactNumber: null,
    accountNumber: null,
    companyNumber: null,
    taxNumber: null,
    contactPersons: [],
    addresses: [],
    phones: [],
    website: null,
    defaultCurrency: null,
    isCustomer: true,
    isSupplier: false,
    mergedToContactId: null,
    groups: [],
    updatedAt: earlier,
    ...changes,
  }
}

/** An authorised sales invoice of 110.00 AUD, none of it paid. */
export function invoice(id: number, contactOf: number, changes: Partial<XeroDocument> = {}): XeroDocument {
  return {
    id: xeroDocumentId(uuid(id)),
    kind: 'invoice',
    contactId: xeroContactId(uuid(contactOf)),
    contactName: `Contact ${contactOf}`,
    number: `INV-${id}`,
    reference: null,
    status: 'AUTHORISED',
    date: day('2026-02-01'),
    dueDate: day('2026-03-01'),
    fullyPaidOn: null,
    currency: 'AUD',
    currencyRate: '1',
    subTotalMinor: 10_000,
    taxMinor: 1_000,
    totalMinor: 11_000,
    dueMinor: 11_000,
    paidMinor: 0,
    creditedMinor: 0,
    lines: [{ description: 'Work', quantity: '1', unitAmount: '100.00', lineMinor: 10_000, taxMinor: 1_000 }],
    payments: [],
    url: null,
    updatedAt: earlier,
    ...changes,
  }
}
