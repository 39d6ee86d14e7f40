-- Nothing is searched by these: counting their values takes most of the time of counting a table, and tells the planner nothing.
alter table mirror_party alter column data set statistics 0;
alter table mirror_contact alter column data set statistics 0;
alter table mirror_document
  alter column lines set statistics 0,
  alter column payments set statistics 0,
  alter column credits set statistics 0,
  alter column allocations set statistics 0,
  alter column details set statistics 0,
  alter column url set statistics 0;
alter table operation
  alter column before set statistics 0,
  alter column after set statistics 0;
alter table base_value alter column fields set statistics 0;
