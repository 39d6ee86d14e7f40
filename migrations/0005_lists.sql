-- Lists are answered from memory. What changed since a node last looked is found by the transaction that wrote it:
-- unlike a clock or a sequence, a snapshot says for certain which transactions it has not seen yet.
alter table mirror_document add column changed_in xid8 not null default pg_current_xact_id();
alter table mirror_contact add column changed_in xid8 not null default pg_current_xact_id();
alter table mirror_party add column changed_in xid8 not null default pg_current_xact_id();
alter table link add column changed_in xid8 not null default pg_current_xact_id();
alter table contact_row add column changed_in xid8 not null default pg_current_xact_id();
create index mirror_document_changed on mirror_document (workspace_id, changed_in);
create index mirror_contact_changed on mirror_contact (workspace_id, changed_in);
create index mirror_party_changed on mirror_party (workspace_id, changed_in);
create index link_changed on link (workspace_id, changed_in);
create index contact_row_changed on contact_row (workspace_id, changed_in);
create function mark_changed() returns trigger language plpgsql as $$ begin new.changed_in := pg_current_xact_id(); return new; end $$;
-- Most of what is read again is as it was.
create trigger mirror_document_mark before update on mirror_document for each row when ((old.contact_id, old.kind, old.side, old.status, old.number, old.reference, old.issued, old.due, old.currency, old.currency_rate, old.total_minor, old.due_minor, old.remaining_minor) is distinct from (new.contact_id, new.kind, new.side, new.status, new.number, new.reference, new.issued, new.due, new.currency, new.currency_rate, new.total_minor, new.due_minor, new.remaining_minor)) execute function mark_changed();
create trigger mirror_contact_mark before update on mirror_contact for each row when ((old.name, old.data) is distinct from (new.name, new.data)) execute function mark_changed();
create trigger mirror_party_mark before update on mirror_party for each row when ((old.state, old.owner_name, old.data) is distinct from (new.state, new.owner_name, new.data)) execute function mark_changed();
create trigger link_mark before update on link for each row when ((old.party_id, old.contact_id) is distinct from (new.party_id, new.contact_id)) execute function mark_changed();

-- What a list in memory cannot find by looking at rows: how often rows went, or a person's visible set changed.
create table list_version (
  workspace_id uuid not null,
  -- 'document', 'contact_row', or the person whose visible set it is.
  subject text not null,
  version bigint not null,
  primary key (workspace_id, subject)
);
create function count_gone() returns trigger language plpgsql as $$ begin insert into list_version as v select distinct workspace_id, tg_argv[0], 1 from gone on conflict (workspace_id, subject) do update set version = v.version + 1; return null; end $$;
create trigger mirror_document_gone after delete on mirror_document referencing old table as gone for each statement execute function count_gone('document');

-- Links and lines of the Contacts page that went, for an hour: a list that nobody asked for longer is read anew.
create table link_gone (
  workspace_id uuid not null,
  contact_id uuid not null,
  changed_in xid8 not null default pg_current_xact_id(),
  at timestamptz not null default now()
);
create index link_gone_changed on link_gone (workspace_id, changed_in);
create index link_gone_at on link_gone (at);
create function keep_gone_links() returns trigger language plpgsql as $$ begin insert into link_gone (workspace_id, contact_id) select workspace_id, contact_id from gone; delete from link_gone where ctid = any (array(select ctid from link_gone where at < now() - interval '1 hour' limit 1000 for update skip locked)); return null; end $$;
create trigger link_gone after delete on link referencing old table as gone for each statement execute function keep_gone_links();

create table contact_row_gone (
  workspace_id uuid not null,
  key text not null,
  changed_in xid8 not null default pg_current_xact_id(),
  at timestamptz not null default now()
);
create index contact_row_gone_changed on contact_row_gone (workspace_id, changed_in);
create index contact_row_gone_at on contact_row_gone (at);
-- So many at once are read anew as a whole, and are counted only.
create function keep_gone_rows() returns trigger language plpgsql as $$ begin if (select count(*) from gone) > 5000 then insert into list_version as v select distinct workspace_id, 'contact_row', 1 from gone on conflict (workspace_id, subject) do update set version = v.version + 1; else insert into contact_row_gone (workspace_id, key) select workspace_id, key from gone; end if; delete from contact_row_gone where ctid = any (array(select ctid from contact_row_gone where at < now() - interval '1 hour' limit 1000 for update skip locked)); return null; end $$;
create trigger contact_row_gone after delete on contact_row referencing old table as gone for each statement execute function keep_gone_rows();

create function count_visible() returns trigger language plpgsql as $$ begin insert into list_version as v select distinct workspace_id, 'visible ' || user_id, 1 from changed on conflict (workspace_id, subject) do update set version = v.version + 1; return null; end $$;
create trigger visible_party_added after insert on visible_party referencing new table as changed for each statement execute function count_visible();
create trigger visible_party_gone after delete on visible_party referencing old table as changed for each statement execute function count_visible();

create table saved_view (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  user_id text not null references auth_user (id) on delete cascade,
  page text not null check (page in ('invoices', 'contacts')),
  name text not null,
  -- What stands behind the ? of the address.
  query text not null,
  shared boolean not null,
  created_at timestamptz not null
);
create index saved_view_of on saved_view (workspace_id, page);
