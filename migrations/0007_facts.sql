-- What of a customer's money is written into Capsule. No row: nothing was ever switched on.
create table fact_setting (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  settings jsonb not null,
  -- fact -> id of its custom field in Capsule, as far as they exist
  field_ids jsonb not null default '{}',
  -- The activity type of our notes, one that leaves "last contacted" alone.
  activity_type_id bigint,
  -- kind -> {"at":…,"day":…}: when its notes were switched on; nothing older is noted
  notes_since jsonb not null default '{}',
  -- The organisation's day for which the facts were last worked out: what is overdue changes at midnight.
  day date,
  changed_by text not null,
  changed_at timestamptz not null
);

-- What was last written to each party, and the contacts whose documents it came from.
create table fact_party (
  workspace_id uuid not null,
  party_id bigint not null,
  contacts text not null,
  written jsonb not null,
  primary key (workspace_id, party_id)
);

-- Contacts whose documents changed since their facts were worked out.
create table fact_due (
  workspace_id uuid not null,
  contact_id uuid not null,
  since timestamptz not null,
  primary key (workspace_id, contact_id)
);

-- The task of each time a party was overdue for long.
create table fact_task (
  workspace_id uuid not null,
  party_id bigint not null,
  spell int not null,
  -- wanted: planned; made: it is in Capsule; ending: to be closed; ended.
  state text not null check (state in ('wanted', 'made', 'ending', 'ended')),
  operation_id uuid not null,
  task_id bigint,
  primary key (workspace_id, party_id, spell)
);

-- What was said of which document, so that nothing is said twice.
create table fact_note (
  workspace_id uuid not null,
  document_id uuid not null,
  kind text not null check (kind in ('paid', 'overdue')),
  party_id bigint not null,
  operation_id uuid not null,
  primary key (workspace_id, document_id, kind)
);

alter table run
  drop constraint run_kind_check,
  add constraint run_kind_check check (kind in ('comparison', 'events', 'sweep', 'manual', 'undo', 'facts'));
