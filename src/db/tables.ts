import type { ColumnType, Generated } from 'kysely'
import type { FieldKey } from '#core/field/field.ts'
import type { XeroContact } from '#core/model/contact.ts'
import type {
  AppliedCredit,
  CreditAllocation,
  DocumentLine,
  DocumentPayment,
  LedgerDocumentKind,
  LedgerSide,
} from '#core/model/document.ts'
import type { CapsuleOpportunity } from '#core/model/opportunity.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import type { Reason } from '#core/plan/plan.ts'
import type { Role } from './access.ts'
import type { RecordKind } from './dirty.ts'
import type { DocumentDetails } from './document-row.ts'
import type { FactTables } from './fact-tables.ts'

type Instant = ColumnType<Date, Date | string, Date | string>
type MaybeInstant = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
/** Stored as `date`, read and written as YYYY-MM-DD text. */
type Day = ColumnType<string | null, string | null | undefined, string | null>
type Json<T> = ColumnType<T, string, string>
type MaybeJson<T> = ColumnType<T | null, string | null | undefined, string | null>
/** `bigint` columns; amounts and ids stay below 2^53, which the driver checks. */
type Int8 = ColumnType<number, number | string, number | string>
type MaybeInt8 = ColumnType<number | null, number | string | null | undefined, number | string | null>

export interface Workspace {
  id: string
  name: string
  settings: Json<Record<string, unknown>>
  rows_day: Day
  rows_days: MaybeJson<Record<string, string>>
  created_at: Instant
}

export interface Viewer {
  workspace_id: string
  user_id: string
  role: Role
  way: ColumnType<'capsule' | 'xero' | 'local', 'capsule' | 'xero' | 'local' | undefined, never>
  capsule_user_id: MaybeInt8
  tokens: ColumnType<string | null, string | null | undefined, string | null>
  token_method: ColumnType<'oauth' | 'token' | null, undefined, 'oauth' | 'token' | null>
  look: ColumnType<'none' | 'reading' | 'ready' | 'ended', undefined, 'reading' | 'ready' | 'ended'>
  sees_all: ColumnType<boolean, undefined, boolean>
  parties_read: ColumnType<number, undefined, number>
  looked_at: MaybeInstant
  listed_at: MaybeInstant
  deals_at: MaybeInstant
  created_at: Instant
}

export interface Invitation {
  id: string
  workspace_id: string
  email: string
  name: string
  role: Exclude<Role, 'none'>
  way: 'xero' | 'local'
  token_hash: string
  invited_by: string
  created_at: Instant
  expires_at: Instant
  accepted_at: MaybeInstant
}

export interface VisibleParty {
  workspace_id: string
  user_id: string
  party_id: Int8
}

export interface VisibleDeal {
  workspace_id: string
  user_id: string
  opportunity_id: Int8
}

export interface SavedViewTable {
  id: string
  workspace_id: string
  user_id: string
  page: 'invoices' | 'contacts'
  name: string
  query: string
  shared: boolean
  created_at: Instant
}

export interface ConnectionTable {
  id: string
  workspace_id: string
  side: 'capsule' | 'xero'
  method: 'oauth' | 'token' | 'client_credentials'
  state: 'connected' | 'lost' | 'disconnected'
  problem: string | null
  organisation_id: string
  organisation_name: string
  details: Json<Record<string, unknown>>
  scopes: string[]
  tokens: string | null
  hook_path_hash: string | null
  hooks_at: MaybeInstant
  hook_events: ColumnType<string[], string[] | undefined, string[]>
  last_heard_at: MaybeInstant
  last_sweep_at: MaybeInstant
  usage: MaybeJson<StoredUsage>
  connected_at: Instant
  added_at: ColumnType<Date, Date | undefined, Date>
}

/** What the vendor's headers last said of the quota. */
export interface StoredUsage {
  left: number | null
  limit: number | null
  window: 'hour' | 'day'
  /** Epoch milliseconds, as far as it was known when it was stored. */
  resetAt?: number | null
  pausedUntil?: number | null
}

export interface OauthAttempt {
  id: string
  side: 'capsule' | 'xero'
  purpose: 'sign_in' | 'connect'
  browser_hash: string
  user_id: string | null
  verifier: string
  wants: string | null
  created_at: Instant
}

export interface OrganisationChoice {
  id: string
  user_id: string | null
  envelope: string
  created_at: Instant
}

export interface MirrorParty {
  workspace_id: string
  id: Int8
  connection_id: string
  state: 'active' | 'deleted' | 'restricted'
  type: 'person' | 'organisation'
  name: string
  organisation_id: MaybeInt8
  owner_name: string | null
  updated_at: Instant
  seen_at: Instant
  data: Json<CapsuleParty>
}

export interface MirrorContact {
  workspace_id: string
  id: string
  connection_id: string
  status: XeroContact['status']
  name: string
  contact_number: string | null
  updated_at: Instant
  seen_at: Instant
  data: Json<XeroContact>
}

export interface MirrorDocument {
  workspace_id: string
  id: string
  connection_id: string
  contact_id: string
  kind: LedgerDocumentKind
  side: ColumnType<LedgerSide, LedgerSide | undefined, LedgerSide>
  status: string
  number: string | null
  reference: string | null
  issued: Day
  due: Day
  paid_on: Day
  currency: string
  currency_rate: string | null
  sub_total_minor: Int8
  tax_minor: Int8
  total_minor: Int8
  due_minor: Int8
  paid_minor: Int8
  credited_minor: Int8
  remaining_minor: ColumnType<number, number | undefined, number>
  lines: Json<DocumentLine[]>
  payments: Json<DocumentPayment[]>
  credits: ColumnType<AppliedCredit[], string | undefined, string>
  allocations: ColumnType<CreditAllocation[], string | undefined, string>
  details: ColumnType<DocumentDetails, string | undefined, string>
  url: string | null
  updated_at: Instant
  seen_at: Instant
}

export interface BalanceProof {
  connection_id: string
  workspace_id: string
  at: Instant
  equal: number
  different: number
}

export interface RecordProof {
  connection_id: string
  workspace_id: string
  at: Instant
  read: number
  unheard: number
  equal: number | null
  explained: number | null
  drifting: number | null
}

export interface BalanceDrift {
  workspace_id: string
  connection_id: string
  contact_id: string
  side: LedgerSide
  currency: string
  ours_minor: Int8
  theirs_minor: Int8
}

export interface MatchKeyTable {
  workspace_id: string
  side: 'capsule' | 'xero'
  record_id: string
  kind: string
  value: string
}

export interface RunTable {
  id: string
  workspace_id: string
  kind: 'comparison' | 'events' | 'sweep' | 'manual' | 'undo' | 'facts'
  state: 'reading' | 'planned' | 'held' | 'applying' | 'done' | 'failed' | 'superseded'
  steps: Json<RunStep[]>
  calls: Json<{ capsule: number; xero: number }>
  plan_hash: string | null
  plan: MaybeJson<unknown>
  include_name_only: boolean | null
  requested_by: string | null
  approved_by: string | null
  outcome: MaybeJson<{ linked: number; created: number; failed: number }>
  error: MaybeJson<{ code: string; message: string; next: string | null }>
  undoes: string | null
  held: string | null
  connection_id: string | null
  started_at: Instant
  approved_at: MaybeInstant
  ended_at: MaybeInstant
}

export interface RunStep {
  id: 'capsule_parties' | 'xero_contacts' | 'xero_documents' | 'plan' | 'capsule_writes' | 'xero_writes'
  done: number
  total: number | null
  state: 'waiting' | 'running' | 'done'
}

export interface LinkTable {
  id: string
  workspace_id: string
  connection_id: string
  party_id: MaybeInt8
  contact_id: string
  state: 'proposed' | 'pending' | 'active'
  confidence: 'certain' | 'name_only' | 'created' | 'decided'
  score: number
  reasons: Json<Reason[]>
  run_id: string | null
  created_at: Instant
  activated_at: MaybeInstant
  differing: ColumnType<DifferingField[], string | undefined, string>
}

export interface DifferingField {
  readonly field: FieldKey
  readonly why: string
}

export interface RejectedPair {
  workspace_id: string
  party_id: Int8
  contact_id: string
  decided_by: string
  decided_at: Instant
}

export interface BaseValueTable {
  link_id: string
  workspace_id: string
  fields: Json<StoredBase>
}

/** What both sides held when each field was last settled. */
export type StoredBase = Partial<Record<FieldKey, StoredBaseValue>>

export interface StoredBaseValue {
  /** Normal forms of Capsule and of Xero. */
  readonly c: string | null
  readonly x: string | null
  /** ISO 8601 UTC. */
  readonly at: string
  /** `equal`: seen to agree; `left`: a difference settled as it is; `written`: by the operation; `decided`: by a person. */
  readonly because: 'equal' | 'left' | 'written' | 'decided' | 'undone'
  readonly run: string | null
  readonly operation: string | null
  /** Who decided or approved: `user:{id}` or `rule:{version}`. */
  readonly by: string | null
}

export interface StoredError {
  kind: string
  message: string
  next: string
  /** What the vendor said, as data. */
  code?: string
  status?: number
  requestId?: string
  details?: { message: string; resource?: string | null; field?: string | null }[]
}

export interface ProblemTable {
  id: string
  workspace_id: string
  cause: string
  source: 'operation' | 'connection'
  side: 'capsule' | 'xero'
  connection_id: string | null
  kind: string
  code: string | null
  fields: Json<FieldKey[]>
  title: string
  message: string
  fix: string
  state: 'open' | 'scheduled' | 'resolved' | 'ignored'
  first_at: Instant
  last_at: Instant
  next_at: MaybeInstant
  tries: Generated<number>
  assigned_to: string | null
  closed_at: MaybeInstant
  closed_by: string | null
  closed_how: string | null
}

export interface ProblemRecordTable {
  operation_id: string
  workspace_id: string
  problem_id: string
  at: Instant
  state: 'open' | 'again' | 'resolved'
  asked_by: string | null
  asked: 'retry' | 'without' | null
  resolved_at: MaybeInstant
  how: string | null
}

export interface BudgetTable {
  workspace_id: string
  connection_id: string
  hour: Instant
  lane: string
  calls: number
  refused: number
}

export interface AlertDestinationTable {
  id: string
  workspace_id: string
  kind: 'email' | 'slack' | 'webhook'
  name: string
  shown: Json<Record<string, string>>
  config: string
  topics: string[]
  enabled: boolean
  created_at: Instant
  last_at: MaybeInstant
  last_error: string | null
}

export interface AlertSettingTable {
  workspace_id: string
  quiet_from: number | null
  quiet_until: number | null
  time_zone: string
  roll_up_minutes: number
}

export interface AlertStateTable {
  workspace_id: string
  topic: string
  subject: string
  raised: boolean
  since: Instant
  words: string
  href: string | null
}

export interface AlertDeliveryTable {
  id: string
  workspace_id: string
  destination_id: string
  topic: string
  subject: string
  raised: boolean
  words: string
  href: string | null
  at: Instant
  not_before: Instant
  tries: Generated<number>
  taken_until: MaybeInstant
  sent_at: MaybeInstant
  given_up_at: MaybeInstant
  error: string | null
}

export interface OperationTable {
  id: string
  workspace_id: string
  run_id: string
  seq: number
  kind: string
  side: 'capsule' | 'xero'
  contact_id: string | null
  before: MaybeJson<unknown>
  after: MaybeJson<unknown>
  state: 'planned' | 'sent' | 'done' | 'failed' | 'skipped'
  idempotency_key: string
  attempts: Generated<number>
  error: MaybeJson<StoredError>
  result: MaybeJson<unknown>
  sent_at: MaybeInstant
  ended_at: MaybeInstant
  party_id: MaybeInt8
  undone_by: string | null
  approved_by: string | null
}

export interface ReviewTable {
  id: string
  workspace_id: string
  run_id: string | null
  kind: 'match' | 'conflict' | 'approval' | 'merge'
  key: string
  contact_id: string | null
  party_id: MaybeInt8
  candidates: Json<{ partyId: number; score: number; reasons: Reason[] }[]>
  why: string
  details: ColumnType<unknown, string | undefined, string>
  hash: string | null
  risk: Generated<number>
  state: 'open' | 'closed' | 'decided'
  created_at: Instant
  closed_at: MaybeInstant
  decision: MaybeJson<unknown>
  decided_by: string | null
  decided_at: MaybeInstant
}

export interface DecidedOperation {
  workspace_id: string
  hash: string
  granted: boolean
  review_id: string | null
  decided_by: string
  decided_at: Instant
}

export interface Exclusion {
  workspace_id: string
  side: 'capsule' | 'xero'
  record_id: string
  connection_id: string | null
  decided_by: string
  decided_at: Instant
}

export interface Wanted {
  workspace_id: string
  side: 'capsule' | 'xero'
  record_id: string
  connection_id: string | null
  wanted_by: string
  wanted_at: Instant
}

export interface RuleTable {
  workspace_id: string
  version: number
  rules: Json<unknown>
  changed_by: string
  changed_at: Instant
}

export interface EventInbox {
  id: Generated<number>
  side: 'capsule' | 'xero'
  workspace_id: string | null
  connection_id: string | null
  received_at: Instant
  headers: Json<Record<string, string>>
  body: Uint8Array
  dedupe_key: string
  state: 'new' | 'done' | 'flagged'
  note: string | null
}

export interface Dirty {
  workspace_id: string
  side: 'capsule' | 'xero'
  kind: RecordKind
  record_id: string
  marks: Generated<number>
  since: Instant
  connection_id: string | null
  not_before: Instant | null
}

export interface Unplanned {
  workspace_id: string
  connection_id: string
  side: 'capsule' | 'xero'
  record_id: string
  after_run: string | null
}

export interface Cursor {
  connection_id: string
  resource: string
  watermark: Instant
  read_at: Instant
}

export interface ApiCall {
  id: Generated<number>
  workspace_id: string
  connection_id: string
  at: Instant
  method: string
  endpoint: string
  status: number | null
  duration_ms: number
}

export interface ContactRowTable {
  workspace_id: string
  key: string
  party_id: MaybeInt8
  contact_id: string | null
  name: string
  sort_name: string
  search: string
  type: 'person' | 'organisation' | 'contact'
  state: 'linked' | 'waiting' | 'review' | 'failed' | 'capsule_only' | 'xero_only' | 'excluded'
  differing: Generated<number>
  is_customer: boolean
  is_supplier: boolean
  owner: string | null
  archived: boolean
  outstanding: Json<{ currency: string; minor: number }[]>
  overdue: Json<{ currency: string; minor: number }[]>
  outstanding_base: Int8
  overdue_base: Int8
  days_late: number
  changed_at: Instant
}

export interface Audit {
  id: Generated<number>
  workspace_id: string | null
  at: Instant
  actor: string
  action: string
  subject: string | null
  details: Json<Record<string, unknown>>
  previous_hash: string
  hash: string
}

export interface AppSecret {
  name: string
  envelope: string
  updated_at: Instant
}

export interface MirrorOpportunity {
  workspace_id: string
  id: Int8
  connection_id: string
  state: 'active' | 'deleted' | 'restricted'
  name: string
  party_id: Int8
  milestone_id: Int8
  stage_at: Instant
  updated_at: Instant
  seen_at: Instant
  unplanned: ColumnType<boolean, boolean | undefined, boolean>
  data: Json<CapsuleOpportunity>
}

/** The claim to one document, and what became of it. */
export interface DealDocument {
  id: string
  workspace_id: string
  connection_id: string | null
  /** `deal:{opportunity}` or `asked:{what the page sent}`. */
  key: string
  opportunity_id: MaybeInt8
  party_id: MaybeInt8
  contact_id: string | null
  state: 'wanted' | 'planned' | 'made' | 'failed' | 'refused' | 'gone'
  attempt: Generated<number>
  asked_by: string | null
  wait: string | null
  why: string | null
  next: string | null
  run_id: string | null
  operation_id: string | null
  document_id: string | null
  document_kind: 'invoice' | 'quote' | null
  document_status: string | null
  earlier: ColumnType<string[], string | undefined, string>
  told: ColumnType<string[], string | undefined, string>
  created_at: Instant
  changed_at: Instant
}

export interface DealChoice {
  workspace_id: string
  connection_id: string
  at: Instant
  choices: Json<unknown>
}

/** The schema of `migrations/`; auth tables belong to the auth library, apart from what we read of them. */
export interface Tables extends FactTables {
  auth_user: { id: string; name: string; email: string; twoFactorEnabled: boolean | null }
  auth_account: { userId: string; providerId: string; accountId: string }
  auth_session: { id: string; userId: string; createdAt: Instant; updatedAt: Instant }
  app_secret: AppSecret
  workspace: Workspace
  viewer: Viewer
  visible_party: VisibleParty
  visible_deal: VisibleDeal
  invitation: Invitation
  sign_in_failure: { key: string; at: Instant }
  connection: ConnectionTable
  oauth_attempt: OauthAttempt
  organisation_choice: OrganisationChoice
  mirror_party: MirrorParty
  mirror_contact: MirrorContact
  mirror_document: MirrorDocument
  mirror_opportunity: MirrorOpportunity
  deal_document: DealDocument
  deal_choice: DealChoice
  balance_proof: BalanceProof
  balance_drift: BalanceDrift
  record_proof: RecordProof
  match_key: MatchKeyTable
  run: RunTable
  link: LinkTable
  rejected_pair: RejectedPair
  base_value: BaseValueTable
  operation: OperationTable
  review: ReviewTable
  decided_operation: DecidedOperation
  exclusion: Exclusion
  wanted: Wanted
  rule: RuleTable
  event_inbox: EventInbox
  dirty: Dirty
  unplanned: Unplanned
  cursor: Cursor
  api_call: ApiCall
  contact_row: ContactRowTable
  saved_view: SavedViewTable
  audit: Audit
  problem: ProblemTable
  problem_record: ProblemRecordTable
  budget: BudgetTable
  alert_destination: AlertDestinationTable
  alert_setting: AlertSettingTable
  alert_state: AlertStateTable
  alert_delivery: AlertDeliveryTable
}
