-- Everything a contact's ledger shows is one kind of row or another: what is owed, credit, quotes, templates.
alter table mirror_document
  drop constraint mirror_document_kind_check,
  add constraint mirror_document_kind_check check (kind in
    ('invoice', 'bill', 'credit_note', 'prepayment', 'overpayment', 'quote', 'repeating_invoice')),
  add column side text not null default 'sales' check (side in ('sales', 'purchases')),
  -- Of a credit: neither allocated nor refunded.
  add column remaining_minor bigint not null default 0,
  -- Of an invoice or bill: the credits used on it.
  add column credits jsonb not null default '[]',
  -- Of a credit: the invoices or bills it was used on. Its refunds are in payments.
  add column allocations jsonb not null default '[]',
  add column details jsonb not null default '{}';
update mirror_document set side = 'purchases' where kind = 'bill';

alter table dirty
  drop constraint dirty_kind_check,
  add constraint dirty_kind_check check (kind in
    ('party', 'contact', 'document', 'credit_note', 'prepayment', 'overpayment'));

-- Once a day what we say contacts owe is compared with what Xero says; the last time stands here.
create table balance_proof (
  connection_id uuid primary key references connection (id) on delete cascade,
  workspace_id uuid not null,
  at timestamptz not null,
  equal int not null,
  different int not null
);
create table balance_drift (
  workspace_id uuid not null,
  connection_id uuid not null references connection (id) on delete cascade,
  contact_id uuid not null,
  side text not null check (side in ('sales', 'purchases')),
  -- In the organisation's currency.
  currency text not null,
  ours_minor bigint not null,
  theirs_minor bigint not null,
  primary key (connection_id, contact_id, side)
);
