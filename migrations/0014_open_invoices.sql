-- What a contact owes is asked for with each change of it; most of its documents are paid.
create index mirror_document_open on mirror_document (workspace_id, contact_id) where kind = 'invoice' and status = 'AUTHORISED' and due_minor > 0;
-- The Contacts page is sorted in memory.
drop index contact_row_name;
