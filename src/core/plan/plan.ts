import type { CapsuleEdit, FieldKey, FieldSetting, Normal, TagGroup, XeroEdit } from '../field/field.ts'
import type { XeroContact } from '../model/contact.ts'
import type { CapsuleFieldId, CapsulePartyId, LinkId, XeroContactId } from '../model/ids.ts'
import type { Link } from '../model/link.ts'
import type { CapsuleParty } from '../model/party.ts'

export interface ReferenceNames {
  readonly contactId: string
  readonly contactLink: string
}

/** What the planner may know of Capsule. */
export interface CapsuleSide {
  /** Alpha-2 code of the country whose numbers need no country code in Capsule; the organisation's when left out. */
  readonly country?: string
  readonly parties: readonly CapsuleParty[]
  /** Our two custom fields on parties; null while they do not exist yet. */
  readonly contactIdField: CapsuleFieldId | null
  readonly contactLinkField: CapsuleFieldId | null
  /** What the two are called: each further Xero organisation has a pair of its own. `referenceFieldNames` when left out. */
  readonly referenceNames?: ReferenceNames
  /** Names of Capsule's country dictionary by ISO alpha-2 code; ours are used while it was not read. */
  readonly countries?: ReadonlyMap<string, string>
  /** Parties that are linked and no longer seen: never taken for one another. */
  readonly absent: ReadonlyMap<CapsulePartyId, 'deleted' | 'restricted'>
  /** Custom fields that hold mapped values; null while none is mapped. */
  readonly customFields: FieldSetting['customFields']
}

/** What the planner may know of one Xero organisation. */
export interface XeroSide {
  readonly contacts: readonly XeroContact[]
  /** Non-draft, non-deleted documents per contact; a contact without any may be absent. */
  readonly documentCounts: ReadonlyMap<XeroContactId, DocumentCounts>
  /** `Organisation.ShortCode`, for deep links; contains the leading "!". */
  readonly shortCode: string
  /** Alpha-2 code of the organisation's country. */
  readonly country: string
  /** Tags and the contact groups of this organisation that stand for them; none when left out. */
  readonly tagGroups?: readonly TagGroup[]
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
  /** Per link and field. Fields without an entry were never agreed. */
  readonly values: ReadonlyMap<LinkId, LinkBase>
  /** Records a person took out of the synchronisation: nothing is matched, created or written for them. */
  readonly excluded: {
    readonly parties: ReadonlySet<CapsulePartyId>
    readonly contacts: ReadonlySet<XeroContactId>
  }
  /** Parties a person asked to be added to Xero, and contacts to be added to Capsule, whatever the rules say. */
  readonly wanted: {
    readonly parties: ReadonlySet<CapsulePartyId>
    readonly contacts: ReadonlySet<XeroContactId>
  }
  /** Contacts of links made outside a plan whose history does not name the party yet; none when left out. */
  readonly unnoted?: ReadonlySet<XeroContactId>
  /** Decided approvals by `operationHash`: true lets the operation go ahead, false leaves it out for good. */
  readonly decided: ReadonlyMap<string, boolean>
}

export type LinkBase = Readonly<Partial<Record<FieldKey, BaseValue>>>

/**
 * What each side held when the field was last settled. Equal: they agreed. Different: the difference was settled
 * as it stands, by a decision, by a rule or because one side cannot hold all of it.
 */
export interface BaseValue {
  readonly capsule: Normal
  readonly xero: Normal
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
  /** Which Capsule records without a counterpart become Xero contacts by themselves; `wanted` ones always do. */
  readonly createContacts: 'none' | 'organisations' | 'all'
  readonly fields: Readonly<Record<FieldKey, FieldRule>>
  /**
   * Values that differ when a link is made and were never agreed: left as they are (shown as differing), or
   * decided by the field's policy. A side that holds nothing is filled either way where the direction allows.
   */
  readonly firstDifference: 'leave' | 'policy'
  /** Does the history of a newly linked contact name its party? Off when left out. */
  readonly historyNotes?: boolean
  /** `whole`: a person approves the plan as it is shown (a comparison). `each`: what a rule names waits by itself. */
  readonly gate: 'whole' | 'each'
}

export type Direction = 'capsule_to_xero' | 'xero_to_capsule' | 'both' | 'off'

export interface FieldRule {
  readonly direction: Direction
  /**
   * Who wins when both sides changed. A winner the direction forbids to copy makes the field *differ*. `newest`
   * asks all the same where the write would wait for a person anyway: approval, a clear, a name that is taken.
   */
  readonly policy: 'capsule' | 'xero' | 'newest' | 'ask'
  /** May a value observed to be cleared be cleared on the other side? */
  readonly blank: boolean
  /** Does every write of this field wait for approval? */
  readonly approve: boolean
}

/** One field of an update, in normal form, for people, for the stale check and for the base after it. */
export interface FieldChange {
  readonly field: FieldKey
  /** What the written side held, and what it will hold. */
  readonly before: Normal
  readonly after: Normal
  /** What the other side holds, which the value came from. */
  readonly source: Normal
  /** Why it is written. */
  readonly because: 'changed' | 'filled' | 'policy' | 'undo'
  /** What the written side cannot hold of it, in words. */
  readonly lost: string | null
  /**
   * What is settled once it is written; what both sides hold then, when left out. Of a list that both sides changed
   * the written side's own changes are still to be copied, so for that side it is the list without them.
   */
  readonly settles?: BaseValue
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
  /** Edits mapped fields of the party; `restore` puts back exactly what these places held. */
  | {
      readonly kind: 'capsule.party.update'
      readonly contactId: XeroContactId
      readonly partyId: CapsulePartyId
      readonly changes: readonly FieldChange[]
      readonly edit: CapsuleEdit
      readonly restore: CapsuleEdit
    }
  | {
      readonly kind: 'xero.contact.update'
      readonly contactId: XeroContactId
      readonly partyId: CapsulePartyId
      readonly changes: readonly FieldChange[]
      readonly edit: XeroEdit
      readonly restore: XeroEdit
    }
  /** Makes the contact of a party, its ContactNumber being the party's id; the link follows the answer. */
  | {
      readonly kind: 'xero.contact.create'
      readonly partyId: CapsulePartyId
      readonly contact: XeroEdit & { readonly name: string; readonly contactNumber: string }
    }
  /**
   * Adds a note to the contact's history that names the party, which may be created by the same plan. `name` is
   * what the party is called. Xero never takes a note back.
   */
  | {
      readonly kind: 'xero.contact.note'
      readonly contactId: XeroContactId
      readonly partyId: CapsulePartyId | null
      readonly name: string
    }
  /** Always approved by a person; Xero's API cannot take it back. */
  | {
      readonly kind: 'xero.contact.archive'
      readonly contactId: XeroContactId
      readonly partyId: CapsulePartyId
    }

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

/** A question for a person. */
export type PlannedReview = MatchReview | ConflictReview | ApprovalReview | MergeReview

export interface MatchReview {
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

/** Both sides changed one field, or what is to be written cannot be. One review per link, all its fields in it. */
export interface ConflictReview {
  readonly kind: 'conflict'
  readonly contactId: XeroContactId
  readonly partyId: CapsulePartyId
  readonly fields: readonly {
    readonly field: FieldKey
    readonly base: BaseValue | null
    readonly capsule: Normal
    readonly xero: Normal
    /** Sides whose value may win under the field's direction; keeping both as they are is always possible. */
    readonly winners: readonly ('capsule' | 'xero')[]
    readonly why: string
  }[]
}

/** Writes that match an approval rule. They are planned once `decided` names their hash. */
export interface ApprovalReview {
  readonly kind: 'approval'
  readonly contactId: XeroContactId
  readonly partyId: CapsulePartyId
  readonly operation: PlannedOperation
  /** `operationHash` of it: another value asks anew. */
  readonly hash: string
  readonly why: string
}

/** One side merged two records whose counterparts are still two; no API merges, so a person does. */
export interface MergeReview {
  readonly kind: 'merge'
  /** The side on which a person is asked to merge `loser` into `winner`. */
  readonly side: 'capsule' | 'xero'
  readonly contactId: XeroContactId
  readonly winner: string
  readonly loser: string
  readonly why: string
}

/**
 * How a link changes because its records did. Applied to our store in this order, before any write. A link that
 * follows or is repointed is compared anew: its base values are dropped before `settled` is stored.
 */
export type LinkChange =
  /** The contact was merged: the link and the mirrored documents move to the one that lives on. */
  | {
      readonly kind: 'follow'
      readonly from: XeroContactId
      readonly to: XeroContactId
      readonly partyId: CapsulePartyId
    }
  /** The contact was merged into one that has a link already, or the party was: this link ends. */
  | { readonly kind: 'end'; readonly contactId: XeroContactId; readonly why: string }
  /** The party was merged into another one, which is the same customer now. */
  | {
      readonly kind: 'repoint'
      readonly contactId: XeroContactId
      readonly from: CapsulePartyId
      readonly to: CapsulePartyId
    }

/** A field that became settled without a write. */
export interface Settled extends BaseValue {
  readonly contactId: XeroContactId
  readonly field: FieldKey
  readonly because: 'equal' | 'left'
}

/** A field whose sides differ and stay so for now, with the reason in words. */
export interface Differing extends BaseValue {
  readonly contactId: XeroContactId
  readonly field: FieldKey
  readonly why: string
}

export interface Plan {
  readonly links: readonly PlannedLink[]
  readonly linkChanges: readonly LinkChange[]
  readonly operations: readonly PlannedOperation[]
  readonly reviews: readonly PlannedReview[]
  readonly settled: readonly Settled[]
  readonly differing: readonly Differing[]
  /** Contacts left alone, by reason; for counts and "why is this not there?". */
  readonly skipped: readonly {
    readonly contactId: XeroContactId
    readonly reason: 'archived' | 'merged' | 'no_documents' | 'rule' | 'unusable' | 'excluded'
  }[]
  /**
   * Parties without a counterpart in Xero: left alone by default. People of a known organisation are
   * represented by it, and candidates of a review are still open, so neither is listed.
   */
  readonly unmatchedParties: readonly CapsulePartyId[]
  /** Parties that should be added to Xero and cannot be, with the reason in words. */
  readonly refused: readonly { readonly partyId: CapsulePartyId; readonly why: string }[]
}
