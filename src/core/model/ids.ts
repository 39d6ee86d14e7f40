import { assert } from '../assert.ts'

declare const brand: unique symbol
/** A primitive that cannot be mixed up with another id of the same primitive type. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name }

export type WorkspaceId = Branded<string, 'WorkspaceId'>
export type ConnectionId = Branded<string, 'ConnectionId'>
export type LinkId = Branded<string, 'LinkId'>
export type RunId = Branded<string, 'RunId'>
export type CapsulePartyId = Branded<number, 'CapsulePartyId'>
export type CapsuleOpportunityId = Branded<number, 'CapsuleOpportunityId'>
export type CapsuleFieldId = Branded<number, 'CapsuleFieldId'>
export type XeroContactId = Branded<string, 'XeroContactId'>
export type XeroDocumentId = Branded<string, 'XeroDocumentId'>

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

function guid<Name extends string>(name: Name) {
  return (value: string): Branded<string, Name> => {
    const lower = value.toLowerCase()
    assert(uuid.test(lower), `${name} is not a uuid: ${value}`)
    return lower as Branded<string, Name>
  }
}

function positive<Name extends string>(name: Name) {
  return (value: number): Branded<number, Name> => {
    assert(Number.isSafeInteger(value) && value > 0, `${name} is not a positive integer: ${value}`)
    return value as Branded<number, Name>
  }
}

export const workspaceId = guid('WorkspaceId')
export const connectionId = guid('ConnectionId')
export const linkId = guid('LinkId')
export const runId = guid('RunId')
export const capsulePartyId = positive('CapsulePartyId')
export const capsuleOpportunityId = positive('CapsuleOpportunityId')
export const capsuleFieldId = positive('CapsuleFieldId')
export const xeroContactId = guid('XeroContactId')
export const xeroDocumentId = guid('XeroDocumentId')

export const isUuid = (value: string): boolean => uuid.test(value.toLowerCase())
