-- Failures with one cause. What failed is derived from operations and calls; this keeps what people said about it.
create table problem (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  -- SHA-256 over what makes two failures the same.
  cause text not null,
  source text not null check (source in ('operation', 'connection')),
  side text not null check (side in ('capsule', 'xero')),
  -- Of a fault of a connection.
  connection_id uuid,
  kind text not null,
  code text,
  -- Mapped fields that the vendor names.
  fields jsonb not null default '[]',
  title text not null,
  message text not null,
  fix text not null,
  -- open: a person must act; scheduled: tried again by itself.
  state text not null check (state in ('open', 'scheduled', 'resolved', 'ignored')),
  first_at timestamptz not null,
  last_at timestamptz not null,
  next_at timestamptz,
  tries int not null default 0,
  assigned_to text,
  closed_at timestamptz,
  -- Who closed it; null when it closed by itself.
  closed_by text,
  closed_how text,
  unique (workspace_id, cause)
);
create index problem_state on problem (workspace_id, state, last_at desc);

-- One failed write of a problem.
create table problem_record (
  operation_id uuid primary key,
  workspace_id uuid not null,
  problem_id uuid not null references problem (id) on delete cascade,
  at timestamptz not null,
  -- open: it failed and nothing followed; again: the same record failed once more, which counts instead.
  state text not null check (state in ('open', 'again', 'resolved')),
  -- Who asked for another try, and how.
  asked_by text,
  asked text check (asked in ('retry', 'without')),
  resolved_at timestamptz,
  how text
);
create index problem_record_open on problem_record (workspace_id) where state = 'open';
create index problem_record_problem on problem_record (problem_id, at desc);

-- Calls by hour and lane, kept longer than the calls themselves.
create table budget (
  workspace_id uuid not null,
  connection_id uuid not null references connection (id) on delete cascade,
  hour timestamptz not null,
  lane text not null,
  calls int not null,
  refused int not null,
  primary key (connection_id, hour, lane)
);

-- Where alerts go. The configuration is a sealed envelope: it holds passwords and secret addresses.
create table alert_destination (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  kind text not null check (kind in ('email', 'slack', 'webhook')),
  name text not null,
  -- What may be shown of the configuration.
  shown jsonb not null,
  config text not null,
  topics text[] not null,
  enabled boolean not null,
  created_at timestamptz not null,
  last_at timestamptz,
  last_error text
);

create table alert_setting (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  -- Minutes after midnight in this zone; null while there are no quiet hours.
  quiet_from int,
  quiet_until int,
  time_zone text not null,
  -- Changes within this many minutes travel together.
  roll_up_minutes int not null
);

-- What is known to be wrong, and whether people were told.
create table alert_state (
  workspace_id uuid not null references workspace (id) on delete cascade,
  topic text not null,
  -- What it is about, e.g. a connection.
  subject text not null,
  raised boolean not null,
  since timestamptz not null,
  words text not null,
  href text,
  primary key (workspace_id, topic, subject)
);

-- Changes of state on their way to a destination: one row each, so that none is told twice.
create table alert_delivery (
  id uuid primary key,
  workspace_id uuid not null,
  destination_id uuid not null references alert_destination (id) on delete cascade,
  topic text not null,
  subject text not null,
  raised boolean not null,
  words text not null,
  href text,
  at timestamptz not null,
  not_before timestamptz not null,
  tries int not null default 0,
  -- Taken by a sender until then.
  taken_until timestamptz,
  sent_at timestamptz,
  given_up_at timestamptz,
  error text
);
create index alert_delivery_open on alert_delivery (workspace_id, destination_id, not_before)
  where sent_at is null and given_up_at is null;
