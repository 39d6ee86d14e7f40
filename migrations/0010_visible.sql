-- The opportunities a person's own Capsule account shows them: not always those of the parties it shows.
create table visible_deal (
  workspace_id uuid not null,
  user_id text not null references auth_user (id) on delete cascade,
  opportunity_id bigint not null,
  primary key (workspace_id, user_id, opportunity_id)
);

-- What Capsule said of opportunities up to then is in the set; null until the whole list was read.
alter table viewer add column deals_at timestamptz;

-- What is found by addresses that may be people's is told apart now: lines are computed anew by their first reader.
update workspace set rows_days = null where rows_day is not null;
