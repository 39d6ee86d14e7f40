-- Once a night all records of a connection are read again; what nobody had told us of stands here, and of an organisation
-- how its linked pairs compare after that.
create table record_proof (
  connection_id uuid primary key references connection (id) on delete cascade,
  workspace_id uuid not null,
  at timestamptz not null,
  read int not null,
  -- Had changed unheard.
  unheard int not null,
  -- Pairs equal in every field, different as a rule or a person leaves them, and different for no reason; null until compared.
  equal int,
  explained int,
  drifting int
);
