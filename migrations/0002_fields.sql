-- What both sides last held, one row per link instead of one per field: {"email":{"c":…,"x":…,"at":…,"by":…}}.
-- Values agreed before are found again by the next plan, since equal values are agreed without a write.
drop table base_value;
create table base_value (
  link_id uuid primary key references link (id) on delete cascade,
  workspace_id uuid not null,
  -- field -> c, x (normal forms of Capsule and Xero, null when empty), at, because, run, operation, by
  fields jsonb not null
);
create index base_value_workspace on base_value (workspace_id);

alter table link
  -- Fields whose sides differ, with the reason in words: [{"field":…,"why":…}].
  add column differing jsonb not null default '[]',
  drop constraint link_confidence_check,
  add constraint link_confidence_check check (confidence in ('certain', 'name_only', 'created', 'decided'));

alter table run
  -- The run that this one undoes.
  add column undoes uuid,
  -- Why the run waits for approval, in words.
  add column held text,
  drop constraint run_kind_check,
  add constraint run_kind_check check (kind in ('comparison', 'events', 'sweep', 'manual', 'undo')),
  drop constraint run_state_check,
  add constraint run_state_check check (state in ('reading', 'planned', 'held', 'applying', 'done', 'failed', 'superseded'));

alter table operation
  add column party_id bigint,
  -- The undo run that took it back.
  add column undone_by uuid,
  -- Who approved it, when it was held.
  add column approved_by text;
create index operation_party on operation (workspace_id, party_id) where party_id is not null;
create index operation_run on operation (run_id, state);

alter table review
  alter column contact_id drop not null,
  -- One open question per key: 'match:{contact}', 'conflict:{contact}', 'approval:{contact}:{operation kind}',
  -- 'merge:{contact}', 'run:{run}'.
  add column key text,
  add column party_id bigint,
  -- What the question is about beyond a match's candidates.
  add column details jsonb not null default '{}',
  -- Hash of the operation that waits for approval.
  add column hash text,
  add column risk int not null default 50,
  add column decision jsonb,
  add column decided_by text,
  add column decided_at timestamptz,
  drop constraint review_kind_check,
  add constraint review_kind_check check (kind in ('match', 'conflict', 'approval', 'merge')),
  drop constraint review_state_check,
  add constraint review_state_check check (state in ('open', 'closed', 'decided'));
update review set key = kind || ':' || contact_id;
alter table review alter column key set not null;
drop index review_open;
create unique index review_open on review (workspace_id, key) where state = 'open';
create index review_contact on review (workspace_id, contact_id) where state = 'open';

-- Approvals given and refused, by the hash of the operation: another value is asked for anew.
create table decided_operation (
  workspace_id uuid not null,
  hash text not null,
  granted boolean not null,
  review_id uuid,
  decided_by text not null,
  decided_at timestamptz not null,
  primary key (workspace_id, hash)
);

-- Records a person took out of the synchronisation.
create table exclusion (
  workspace_id uuid not null,
  side text not null check (side in ('capsule', 'xero')),
  record_id text not null,
  decided_by text not null,
  decided_at timestamptz not null,
  primary key (workspace_id, side, record_id)
);

-- Records a person asked to be added to the other side; gone once they are.
create table wanted (
  workspace_id uuid not null,
  side text not null check (side in ('capsule', 'xero')),
  record_id text not null,
  wanted_by text not null,
  wanted_at timestamptz not null,
  primary key (workspace_id, side, record_id)
);

-- What a person configured; the highest version applies, the older ones explain older values.
create table rule (
  workspace_id uuid not null,
  version int not null,
  rules jsonb not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (workspace_id, version)
);

alter table contact_row add column differing int not null default 0;

-- Planned again once the run that writes the record is through.
alter table unplanned add column after_run uuid;
