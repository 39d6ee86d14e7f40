alter table viewer
  drop constraint viewer_role_check,
  add constraint viewer_role_check check (role in ('admin', 'finance', 'member', 'viewer', 'none')),
  -- How they prove who they are; decides what they see: a Capsule user what their own token sees.
  add column way text not null default 'capsule' check (way in ('capsule', 'xero', 'local')),
  -- Sealed envelope of the Capsule token of their own; null for others, and once their access ended.
  add column tokens text,
  add column token_method text check (token_method in ('oauth', 'token')),
  -- none: no token of their own; reading: the first list is on its way; ready; ended: Capsule refuses the token.
  add column look text not null default 'none' check (look in ('none', 'reading', 'ready', 'ended')),
  -- Their token is an administrator's: it sees every record.
  add column sees_all boolean not null default false,
  -- How many parties the list under way has named so far.
  add column parties_read int not null default 0,
  -- What Capsule said up to then is in the set; and when the whole list was last read.
  add column looked_at timestamptz,
  add column listed_at timestamptz;

-- The parties a person's own Capsule account shows them.
create table visible_party (
  workspace_id uuid not null,
  user_id text not null references auth_user (id) on delete cascade,
  party_id bigint not null,
  primary key (workspace_id, user_id, party_id)
);

-- People who are no users of the Capsule account: they come by invitation only.
create table invitation (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  email text not null,
  name text not null,
  role text not null check (role in ('admin', 'finance', 'member', 'viewer')),
  way text not null check (way in ('xero', 'local')),
  -- SHA-256 of what the invitation's address carries.
  token_hash text not null unique,
  invited_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz
);
create unique index invitation_open on invitation (workspace_id, lower(email)) where accepted_at is null;

-- Wrong passwords and codes, so that guessing is slow on every node.
create table sign_in_failure (
  -- SHA-256 of what was tried: an address, or where from.
  key text not null,
  at timestamptz not null
);
create index sign_in_failure_key on sign_in_failure (key, at);

alter table auth_user add column "twoFactorEnabled" boolean default false;
create table auth_two_factor (
  id text primary key,
  secret text not null,
  "backupCodes" text not null,
  "userId" text not null references auth_user (id) on delete cascade,
  verified boolean default true,
  "failedVerificationCount" int default 0,
  "lockedUntil" timestamptz
);
create index auth_two_factor_user on auth_two_factor ("userId");
