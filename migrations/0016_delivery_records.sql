-- The records a delivery names, read when it comes: turning deliveries into marks is a matter of the database alone.
-- Null for those of an older program, whose bodies are read when their turn comes.
alter table event_inbox add column records jsonb;
