import type { XeroContact } from '../model/contact.ts'
import type { CapsuleFieldId, CapsulePartyId, XeroContactId } from '../model/ids.ts'
import type { Link } from '../model/link.ts'
import type { CapsuleParty } from '../model/party.ts'

/** What the planner may know of Capsule. */
export interface CapsuleSide {
  readonly parties: readonly CapsuleParty[]
  /** Our two custom fields on parties; null while they do not exist yet. */
  readonly contactIdField: CapsuleFieldId | null
  readonly contactLinkField: CapsuleFieldId | null
  /** Names of Capsule's country dictionary by ISO alpha-2 code; ours are used while it was not read. */
  readonly countries?: ReadonlyMap<string, string>
}

/** What the planner may know of one Xero organisation. */
export interface XeroSide {
  readonly contacts: readonly XeroContact[]
  /** Non-draft, non-deleted documents per contact; a contact without any may be absent. */
  readonly documentCounts: ReadonlyMap<XeroContactId, DocumentCounts>
  /** `Organisation.ShortCode`, for deep links; contains the leading "!". */
  readonly shortCode: string
  /** Origin of Xero's web app, without a trailing slash; `https://go.xero.com` when left out. */
  readonly linkBase?: string
}

export interface DocumentCounts {
  readonly sales: number
  readonly purchases: number
}

/** What both sides last agreed on. */
export interface Base {
  readonly links: readonly Link[]
  /** Pairs a person decided are not the same. */
  readonly rejected: readonly { readonly partyId: CapsulePartyId; readonly contactId: XeroContactId }[]
}

export interface Rules {
  /** Which Xero contacts without a counterpart become Capsule parties. */
  readonly createParties: 'with_documents' | 'all' | 'customers' | 'suppliers' | 'none'
  /**
   * Which records may get a new link or a new party in this pass. `all` for a comparison. For a small pass
   * the world also holds their neighbours, which are only there to show ambiguity.
   */
  readonly focus:
    | 'all'
    | { readonly parties: ReadonlySet<CapsulePartyId>; readonly contacts: ReadonlySet<XeroContactId> }
  /**
   * `group`: unique same-name pairs form one group the approver takes with a tick (first plan).
   * `review`: each is a question for a person (every later pass).
   */
  readonly nameOnly: 'group' | 'review'
}

/** Why two records are thought to be the same; `words` is what a person reads. */
export interface Reason {
  readonly key: 'cross_reference' | 'tax_number' | 'company_number' | 'email' | 'name' | 'phone' | 'domain'
  readonly agrees: boolean
  readonly words: string
}

export interface PlannedLink {
  /** Null when the party is created by this plan. */
  readonly partyId: CapsulePartyId | null
  readonly contactId: XeroContactId
  /** `certain` links by itself; `name_only` waits for the group's tick; `created` has its party made by us. */
  readonly confidence: 'certain' | 'name_only' | 'created'
  /** 0 to 100. */
  readonly score: number
  readonly reasons: readonly Reason[]
}

/**
 * One intended remote write. Each names the link it belongs to by its contact; the applier looks the
 * party id up there, so that a write may follow a creation of the same plan.
 */
export type PlannedOperation =
  | {
      readonly kind: 'capsule.field.create'
      readonly name: string
      readonly purpose: 'contact_id' | 'contact_link'
    }
  | { readonly kind: 'capsule.party.create'; readonly contactId: XeroContactId; readonly party: NewParty }
  /** Writes our cross-reference fields on the party. `before` holds what the fields hold now. */
  | {
      readonly kind: 'capsule.party.reference'
      readonly contactId: XeroContactId
      readonly before: { readonly contactId: string | null; readonly contactLink: string | null }
      readonly after: { readonly contactId: string; readonly contactLink: string }
    }
  /** Writes the party id into ContactNumber; planned only where that is empty. */
  | { readonly kind: 'xero.contact.reference'; readonly contactId: XeroContactId; readonly before: null }

/** The body of a party to create; rows in the order Capsule should show them. */
export interface NewParty {
  readonly type: 'person' | 'organisation'
  readonly name: string | null
  readonly firstName: string | null
  readonly lastName: string | null
  readonly emails: readonly { readonly type: string | null; readonly address: string }[]
  readonly phones: readonly { readonly type: string | null; readonly number: string }[]
  readonly addresses: readonly {
    readonly type: string
    readonly street: string | null
    readonly city: string | null
    readonly state: string | null
    readonly zip: string | null
    /** A name of Capsule's country dictionary, or null: an unknown country never loses the address. */
    readonly country: string | null
  }[]
  readonly websites: readonly { readonly address: string }[]
  /** Our cross-reference values, so that the record is created together with them. */
  readonly contactId: string
  readonly contactLink: string
}

export interface PlannedReview {
  readonly kind: 'match'
  readonly subject: { readonly side: 'xero'; readonly contactId: XeroContactId }
  readonly candidates: readonly {
    readonly partyId: CapsulePartyId
    readonly score: number
    readonly reasons: readonly Reason[]
  }[]
  /** Why a person is asked, in words. */
  readonly why: string
}

export interface Plan {
  readonly links: readonly PlannedLink[]
  readonly operations: readonly PlannedOperation[]
  readonly reviews: readonly PlannedReview[]
  /** Contacts left alone, by reason; for counts and "why is this not there?". */
  readonly skipped: readonly {
    readonly contactId: XeroContactId
    readonly reason: 'archived' | 'merged' | 'no_documents' | 'rule' | 'unusable'
  }[]
  /**
   * Parties without a counterpart in Xero: left alone by default. People of a known organisation are
   * represented by it, and candidates of a review are still open, so neither is listed.
   */
  readonly unmatchedParties: readonly CapsulePartyId[]
}
