import type { FieldKey, FieldSetting, Normal, Subject } from '#core/field/field.ts'
import { fieldOf } from '#core/field/fields.ts'
import type { XeroContact } from '#core/model/contact.ts'
import {
  type CapsulePartyId,
  capsuleFieldId,
  capsulePartyId,
  type LinkId,
  linkId,
  type XeroContactId,
  xeroContactId,
} from '#core/model/ids.ts'
import type { Link } from '#core/model/link.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import type { Base, CapsuleSide, DocumentCounts, LinkBase, Plan, Rules, XeroSide } from '#core/plan/plan.ts'
import { plan } from '#core/plan/plan-all.ts'

/** Everything that exists at one moment on both sides and in our store. Records never change, maps do. */
export interface Stage {
  readonly parties: Map<CapsulePartyId, CapsuleParty>
  /** Parties that are deleted or invisible, as they were. */
  readonly hidden: Map<CapsulePartyId, CapsuleParty>
  readonly absent: Map<CapsulePartyId, 'deleted' | 'restricted'>
  readonly contacts: Map<XeroContactId, XeroContact>
  readonly documents: Map<XeroContactId, DocumentCounts>
  readonly links: Map<XeroContactId, Link>
  readonly values: Map<LinkId, LinkBase>
  readonly rejected: { readonly partyId: CapsulePartyId; readonly contactId: XeroContactId }[]
  readonly excludedParties: Set<CapsulePartyId>
  readonly excludedContacts: Set<XeroContactId>
  readonly wantedParties: Set<CapsulePartyId>
  readonly wantedContacts: Set<XeroContactId>
  readonly decided: Map<string, boolean>
  rules: Rules
  /** Counts edits: the later, the newer. */
  clock: number
  nextId: number
  nextRow: number
}

export const fieldIds = {
  contactId: capsuleFieldId(71),
  contactLink: capsuleFieldId(72),
  tax_number: capsuleFieldId(81),
  company_number: capsuleFieldId(82),
  account_number: capsuleFieldId(83),
  currency: capsuleFieldId(84),
} as const

/** Tags and the groups that stand for them; one has no group in Xero yet. */
const tagGroups = [
  { tag: 'VIP', group: 'Important', groupId: 'group-1' },
  { tag: 'Trade', group: 'Trade', groupId: 'group-2' },
  { tag: 'New', group: 'New ones', groupId: null },
] as const

export const setting: FieldSetting = {
  country: 'AU',
  tagGroups,
  countries: null,
  customFields: {
    tax_number: fieldIds.tax_number,
    company_number: fieldIds.company_number,
    account_number: fieldIds.account_number,
    currency: fieldIds.currency,
  },
}

export function copyOf(stage: Stage): Stage {
  return {
    ...stage,
    parties: new Map(stage.parties),
    hidden: new Map(stage.hidden),
    absent: new Map(stage.absent),
    contacts: new Map(stage.contacts),
    documents: new Map(stage.documents),
    links: new Map(stage.links),
    values: new Map(stage.values),
    rejected: [...stage.rejected],
    excludedParties: new Set(stage.excludedParties),
    excludedContacts: new Set(stage.excludedContacts),
    wantedParties: new Set(stage.wantedParties),
    wantedContacts: new Set(stage.wantedContacts),
    decided: new Map(stage.decided),
  }
}

export const capsuleOf = (stage: Stage): CapsuleSide => ({
  parties: [...stage.parties.values()],
  contactIdField: fieldIds.contactId,
  contactLinkField: fieldIds.contactLink,
  absent: stage.absent,
  customFields: setting.customFields,
})

export const xeroOf = (stage: Stage): XeroSide => ({
  contacts: [...stage.contacts.values()],
  documentCounts: stage.documents,
  shortCode: '!Ab12',
  country: setting.country,
  tagGroups,
})

export const baseOf = (stage: Stage): Base => ({
  links: [...stage.links.values()],
  rejected: stage.rejected,
  values: stage.values,
  excluded: { parties: stage.excludedParties, contacts: stage.excludedContacts },
  wanted: { parties: stage.wantedParties, contacts: stage.wantedContacts },
  decided: stage.decided,
})

export const planOf = (stage: Stage, rules: Rules = stage.rules): Plan =>
  plan(capsuleOf(stage), xeroOf(stage), baseOf(stage), rules)

/** The party with the people who work for it, in order of their ids; written anew here, to check the planner's. */
export function subjectOf(stage: Pick<Stage, 'parties'>, partyId: CapsulePartyId): Subject | null {
  const party = stage.parties.get(partyId)
  if (party === undefined) return null
  const people: CapsuleParty[] = []
  if (party.type === 'organisation') {
    for (const each of stage.parties.values()) {
      if (each.type === 'person' && each.organisation?.id === partyId) people.push(each)
    }
    people.sort((a, b) => a.id - b.id)
  }
  return { party, people }
}

export function capsuleReads(stage: Stage, partyId: CapsulePartyId, key: FieldKey): Normal | undefined {
  const subject = subjectOf(stage, partyId)
  return subject === null ? undefined : fieldOf(key).readCapsule(subject, setting)
}

export function xeroReads(stage: Stage, contactId: XeroContactId, key: FieldKey): Normal | undefined {
  const contact = stage.contacts.get(contactId)
  return contact === undefined ? undefined : fieldOf(key).readXero(contact, setting)
}

/** The next moment, as both vendors write it. */
export function now(stage: Stage): string {
  stage.clock++
  return at(stage.clock)
}

const times: string[] = []
function at(clock: number): string {
  // Many records share few moments: the text of each is made once.
  times[clock] ??= new Date(Date.UTC(2026, 2, 1) + clock * 1000).toISOString()
  return times[clock]
}

export const nextRowId = (stage: Stage): number => stage.nextRow++
export const nextPartyId = (stage: Stage): CapsulePartyId => capsulePartyId(stage.nextId++)
export const nextContactId = (stage: Stage): XeroContactId => xeroContactId(uuid(stage.nextId++))
export const nextLinkId = (stage: Stage): LinkId => linkId(uuid(stage.nextId++))

const uuid = (n: number) => `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`
