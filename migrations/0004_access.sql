alter table viewer
  drop constraint viewer_role_check,
  add constraint viewer_role_check check (role in ('admin', 'finance', 'member', 'viewer', 'none'));

-- The parties a person's own Capsule account shows them.
create table visible_party (
  workspace_id uuid not null,
  user_id text not null references auth_user (id) on delete cascade,
  party_id bigint not null,
  primary key (workspace_id, user_id, party_id)
);
