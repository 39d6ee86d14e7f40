-- Opportunities as last seen, while a rule about deals is on.
create table mirror_opportunity (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id bigint not null,
  connection_id uuid not null references connection (id) on delete cascade,
  state text not null default 'active' check (state in ('active', 'deleted', 'restricted')),
  name text not null,
  party_id bigint not null,
  milestone_id bigint not null,
  -- Since when it is at its milestone.
  stage_at timestamptz not null,
  updated_at timestamptz not null,
  seen_at timestamptz not null,
  -- Changed since it was last planned.
  unplanned boolean not null default true,
  data jsonb not null,
  primary key (workspace_id, id)
);
create index mirror_opportunity_unplanned on mirror_opportunity (workspace_id, milestone_id) where unplanned;
create index mirror_opportunity_party on mirror_opportunity (workspace_id, party_id);
create index mirror_opportunity_stage on mirror_opportunity (workspace_id, stage_at desc, id desc);

-- What is made in Xero of an opportunity, or because a person asked. The key is the claim: there is one row for each.
create table deal_document (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  connection_id uuid references connection (id) on delete set null,
  key text not null,
  opportunity_id bigint,
  -- Whose customer; of an opportunity the one that is billed.
  party_id bigint,
  contact_id uuid,
  state text not null check (state in ('wanted', 'planned', 'made', 'failed', 'refused', 'gone')),
  -- Counted up when a person has it made once more; the idempotency key follows it.
  attempt int not null default 1,
  asked_by text,
  -- Why it is not made, for us and for people.
  wait text,
  why text,
  next text,
  run_id uuid references run (id) on delete set null,
  operation_id uuid,
  document_id uuid,
  document_kind text check (document_kind in ('invoice', 'quote')),
  document_status text,
  -- Documents made of it earlier that are gone.
  earlier jsonb not null default '[]',
  -- What its opportunity was told of it: accepted, paid.
  told jsonb not null default '[]',
  created_at timestamptz not null,
  changed_at timestamptz not null,
  unique (workspace_id, key)
);
create index deal_document_open on deal_document (workspace_id) where state in ('wanted', 'planned');
create index deal_document_made on deal_document (workspace_id, document_id) where document_id is not null;
create index deal_document_opportunity on deal_document (workspace_id, opportunity_id) where opportunity_id is not null;
create index deal_document_operation on deal_document (operation_id) where operation_id is not null;

create index mirror_document_url on mirror_document (workspace_id, url) where url is not null;

alter table dirty drop constraint dirty_kind_check;
alter table dirty add constraint dirty_kind_check check (kind in
  ('party', 'contact', 'document', 'credit_note', 'prepayment', 'overpayment', 'opportunity'));

alter table connection add column hook_events text[] not null default '{}';

-- Pipelines, accounts and the like, as last listed for the page that offers them.
create table deal_choice (
  workspace_id uuid not null references workspace (id) on delete cascade,
  connection_id uuid not null references connection (id) on delete cascade,
  at timestamptz not null,
  choices jsonb not null,
  primary key (workspace_id, connection_id)
);
