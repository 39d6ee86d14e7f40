-- The next writes of a run, those that a crash interrupted first: a run of thousands is taken in parts, and each part
-- looked through all that was left.
create index operation_next on operation (run_id, (state = 'sent') desc, seq) where state in ('planned', 'sent');
drop index operation_run;
