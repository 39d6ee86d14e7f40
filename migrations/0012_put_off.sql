-- A record a vendor fails over is read again no earlier than this; whoever tells of it anew has it read at once.
alter table dirty add column not_before timestamptz;
