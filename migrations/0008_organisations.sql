-- A workspace joins one Capsule account with several Xero organisations; the first one added comes first.
alter table connection add column added_at timestamptz not null default now();
update connection set added_at = connected_at;

-- The organisation a run plans and writes for; null where it is about Capsule alone.
alter table run add column connection_id uuid;
update run set connection_id = (select c.id from connection c
  where c.workspace_id = run.workspace_id and c.side = 'xero' order by c.added_at limit 1);
create index run_connection on run (workspace_id, connection_id, kind, started_at desc);

-- The organisation the record belongs to; null for Capsule's.
alter table dirty add column connection_id uuid;
update dirty set connection_id = (select c.id from connection c
  where c.workspace_id = dirty.workspace_id and c.side = 'xero' order by c.added_at limit 1)
  where side = 'xero';

-- A change of a party is planned for every organisation.
alter table unplanned add column connection_id uuid;
update unplanned set connection_id = (select c.id from connection c
  where c.workspace_id = unplanned.workspace_id and c.side = 'xero' order by c.added_at limit 1);
delete from unplanned where connection_id is null;
alter table unplanned
  alter column connection_id set not null,
  drop constraint unplanned_pkey,
  add primary key (workspace_id, connection_id, side, record_id);

-- Null: left out of, or wanted in, whichever organisation.
alter table exclusion add column connection_id uuid, drop constraint exclusion_pkey;
create unique index exclusion_record on exclusion
  (workspace_id, side, record_id, coalesce(connection_id, '00000000-0000-0000-0000-000000000000'));
alter table wanted add column connection_id uuid, drop constraint wanted_pkey;
create unique index wanted_record on wanted
  (workspace_id, side, record_id, coalesce(connection_id, '00000000-0000-0000-0000-000000000000'));

-- The day of each organisation for which contact_row was last computed: {"connection":"2026-03-02"}.
alter table workspace add column rows_days jsonb;

-- What a consent is for: "add", or the id of the organisation to be connected again.
alter table oauth_attempt add column wants text;

-- A consent that covers several organisations waits here until somebody has chosen; the id is the SHA-256 of a
-- secret that only the browser holds.
create table organisation_choice (
  id text primary key,
  user_id text,
  -- Sealed tokens and the organisations they open.
  envelope text not null,
  created_at timestamptz not null
);
