-- People who sign in; the columns are those the auth library expects.
create table auth_user (
  id text primary key,
  name text not null,
  email text not null unique,
  "emailVerified" boolean not null default false,
  image text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);

create table auth_session (
  id text primary key,
  "expiresAt" timestamptz not null,
  token text not null unique,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now(),
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null references auth_user (id) on delete cascade
);
create index auth_session_user on auth_session ("userId");

create table auth_account (
  id text primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references auth_user (id) on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create unique index auth_account_identity on auth_account ("providerId", "accountId");
create index auth_account_user on auth_account ("userId");

create table auth_verification (
  id text primary key,
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index auth_verification_identifier on auth_verification (identifier);

-- App ids and secrets pasted on the set-up page; the value is a sealed envelope.
create table app_secret (
  name text primary key,
  envelope text not null,
  updated_at timestamptz not null
);

create table workspace (
  id uuid primary key,
  name text not null,
  settings jsonb not null default '{}',
  -- The organisation's day for which contact_row was last computed: "overdue" changes at midnight.
  rows_day date,
  created_at timestamptz not null
);

create table viewer (
  workspace_id uuid not null references workspace (id) on delete cascade,
  user_id text not null references auth_user (id) on delete cascade,
  role text not null check (role in ('admin', 'none')),
  capsule_user_id bigint,
  created_at timestamptz not null,
  primary key (workspace_id, user_id)
);

create table connection (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  side text not null check (side in ('capsule', 'xero')),
  method text not null check (method in ('oauth', 'token', 'client_credentials')),
  state text not null check (state in ('connected', 'lost', 'disconnected')),
  problem text,
  organisation_id text not null,
  organisation_name text not null,
  details jsonb not null,
  scopes text[] not null default '{}',
  -- Sealed envelope of the tokens; null once disconnected.
  tokens text,
  -- SHA-256 of the unguessable path our Capsule hooks are delivered to.
  hook_path_hash text unique,
  hooks_at timestamptz,
  last_heard_at timestamptz,
  last_sweep_at timestamptz,
  -- The usage the vendor's headers last reported.
  usage jsonb,
  connected_at timestamptz not null,
  unique (workspace_id, side, organisation_id)
);

-- A sign-in or connect attempt under way; the id is the SHA-256 of the state parameter.
create table oauth_attempt (
  id text primary key,
  side text not null check (side in ('capsule', 'xero')),
  purpose text not null check (purpose in ('sign_in', 'connect')),
  -- SHA-256 of the cookie of the browser that began it.
  browser_hash text not null,
  user_id text,
  -- Sealed PKCE verifier.
  verifier text not null,
  created_at timestamptz not null
);

-- Tables of many rows carry no foreign keys: checking them is half of the cost of a first read. Their
-- workspace and connection are never deleted while rows stand; removing a workspace removes its rows itself.
create table mirror_party (
  workspace_id uuid not null,
  id bigint not null,
  connection_id uuid not null,
  state text not null default 'active' check (state in ('active', 'deleted', 'restricted')),
  type text not null,
  name text not null,
  organisation_id bigint,
  owner_name text,
  updated_at timestamptz not null,
  seen_at timestamptz not null,
  data jsonb not null,
  primary key (workspace_id, id)
);
create index mirror_party_organisation on mirror_party (workspace_id, organisation_id) where organisation_id is not null;

create table mirror_contact (
  workspace_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  status text not null,
  name text not null,
  contact_number text,
  updated_at timestamptz not null,
  seen_at timestamptz not null,
  data jsonb not null,
  primary key (workspace_id, id)
);

create table mirror_document (
  workspace_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  contact_id uuid not null,
  kind text not null check (kind in ('invoice', 'bill')),
  status text not null,
  number text,
  reference text,
  issued date,
  due date,
  paid_on date,
  currency text not null,
  currency_rate numeric,
  sub_total_minor bigint not null,
  tax_minor bigint not null,
  total_minor bigint not null,
  due_minor bigint not null,
  paid_minor bigint not null,
  credited_minor bigint not null,
  lines jsonb not null,
  payments jsonb not null,
  url text,
  updated_at timestamptz not null,
  seen_at timestamptz not null,
  primary key (workspace_id, id)
);
create index mirror_document_contact on mirror_document (workspace_id, contact_id);

-- Blocking keys of each record, so that a small pass finds who else might be the same.
create table match_key (
  workspace_id uuid not null,
  side text not null,
  record_id text not null,
  kind text not null,
  value text not null
);
create index match_key_record on match_key (workspace_id, record_id);
create index match_key_value on match_key (workspace_id, kind, value);

create table run (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  kind text not null check (kind in ('comparison', 'events', 'sweep')),
  state text not null check (state in ('reading', 'planned', 'applying', 'done', 'failed', 'superseded')),
  steps jsonb not null,
  calls jsonb not null default '{"capsule":0,"xero":0}',
  plan_hash text,
  plan jsonb,
  include_name_only boolean,
  requested_by text,
  approved_by text,
  outcome jsonb,
  error jsonb,
  started_at timestamptz not null,
  approved_at timestamptz,
  ended_at timestamptz
);
create index run_latest on run (workspace_id, kind, started_at desc);

create table link (
  id uuid primary key,
  workspace_id uuid not null,
  connection_id uuid not null,
  -- Null until the party that the plan creates exists.
  party_id bigint,
  contact_id uuid not null,
  -- proposed: part of a plan nobody approved; pending: approved, being written; active.
  state text not null check (state in ('proposed', 'pending', 'active')),
  confidence text not null check (confidence in ('certain', 'name_only', 'created')),
  score int not null,
  reasons jsonb not null,
  run_id uuid,
  created_at timestamptz not null,
  activated_at timestamptz,
  unique (workspace_id, contact_id),
  unique (workspace_id, connection_id, party_id)
);

create table rejected_pair (
  workspace_id uuid not null references workspace (id) on delete cascade,
  party_id bigint not null,
  contact_id uuid not null,
  decided_by text not null,
  decided_at timestamptz not null,
  primary key (workspace_id, party_id, contact_id)
);

create table base_value (
  workspace_id uuid not null,
  link_id uuid not null references link (id) on delete cascade,
  field text not null,
  value text,
  -- Run, operation or observation the agreement came from.
  provenance jsonb not null,
  agreed_at timestamptz not null,
  primary key (link_id, field)
);

create table operation (
  id uuid primary key,
  workspace_id uuid not null,
  run_id uuid not null references run (id) on delete cascade,
  seq int not null,
  kind text not null,
  side text not null check (side in ('capsule', 'xero')),
  contact_id uuid,
  before jsonb,
  after jsonb,
  -- sent: the intent is stored and the call may have happened.
  state text not null check (state in ('planned', 'sent', 'done', 'failed', 'skipped')),
  idempotency_key text not null,
  attempts int not null default 0,
  error jsonb,
  result jsonb,
  sent_at timestamptz,
  ended_at timestamptz,
  unique (run_id, seq)
);
create index operation_open on operation (workspace_id, state) where state in ('planned', 'sent', 'failed');
create index operation_contact on operation (workspace_id, contact_id);

create table review (
  id uuid primary key,
  workspace_id uuid not null,
  run_id uuid,
  kind text not null check (kind in ('match')),
  contact_id uuid not null,
  candidates jsonb not null,
  why text not null,
  state text not null check (state in ('open', 'closed')),
  created_at timestamptz not null,
  closed_at timestamptz
);
create unique index review_open on review (workspace_id, kind, contact_id) where state = 'open';

create table event_inbox (
  id bigint generated always as identity primary key,
  side text not null,
  workspace_id uuid,
  connection_id uuid,
  received_at timestamptz not null,
  headers jsonb not null,
  body bytea not null,
  -- SHA-256 of side, connection and body: the same delivery again is the same row.
  dedupe_key text not null unique,
  state text not null check (state in ('new', 'done', 'flagged')),
  note text
);
create index event_inbox_new on event_inbox (id) where state = 'new';

create table dirty (
  workspace_id uuid not null,
  side text not null,
  kind text not null check (kind in ('party', 'contact', 'document')),
  record_id text not null,
  -- Grows with every event, so that a record marked again while it is being read stays dirty.
  marks int not null default 1,
  since timestamptz not null,
  primary key (workspace_id, side, kind, record_id)
);

-- Records whose change is in the mirrors but in no plan yet.
create table unplanned (
  workspace_id uuid not null,
  side text not null check (side in ('capsule', 'xero')),
  record_id text not null,
  primary key (workspace_id, side, record_id)
);

create table cursor (
  connection_id uuid not null references connection (id) on delete cascade,
  resource text not null,
  watermark timestamptz not null,
  read_at timestamptz not null,
  primary key (connection_id, resource)
);

create table api_call (
  id bigint generated always as identity primary key,
  workspace_id uuid not null,
  connection_id uuid not null,
  at timestamptz not null,
  method text not null,
  endpoint text not null,
  status int,
  duration_ms int not null
);
create index api_call_recent on api_call (connection_id, at);

-- One line of the Contacts page: a party with its linked contact, or a contact without a party. Derived.
create table contact_row (
  workspace_id uuid not null,
  key text not null,
  party_id bigint,
  contact_id uuid,
  name text not null,
  sort_name text not null,
  search text not null,
  type text not null,
  state text not null,
  is_customer boolean not null,
  is_supplier boolean not null,
  owner text,
  archived boolean not null,
  -- [{"currency":"AUD","minor":123}], sales invoices only.
  outstanding jsonb not null,
  overdue jsonb not null,
  -- Converted at each document's own rate; for sorting only.
  outstanding_base bigint not null,
  overdue_base bigint not null,
  days_late int not null,
  changed_at timestamptz not null,
  primary key (workspace_id, key)
);
create index contact_row_name on contact_row (workspace_id, sort_name, key);
create index contact_row_contact on contact_row (workspace_id, contact_id);

create table audit (
  id bigint generated always as identity primary key,
  workspace_id uuid,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text,
  details jsonb not null,
  previous_hash text not null,
  hash text not null
);
create index audit_subject on audit (workspace_id, subject, id desc);
