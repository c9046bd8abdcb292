-- Evidence about documents never changes, superusers included. Texts and words never change either,
-- but redaction may remove them; embeddings, which are made of texts, may be deleted by a DBA, too.

create or replace trigger documents_append_only
before update or delete or truncate on bankagent.documents
for each statement execute function bankagent.refuse_change();
create or replace trigger document_versions_append_only
before update or delete or truncate on bankagent.document_versions
for each statement execute function bankagent.refuse_change();
create or replace trigger document_chunks_append_only
before update or delete or truncate on bankagent.document_chunks
for each statement execute function bankagent.refuse_change();
create or replace trigger document_withdrawals_append_only
before update or delete or truncate on bankagent.document_withdrawals
for each statement execute function bankagent.refuse_change();
create or replace trigger document_clearances_append_only
before update or delete or truncate on bankagent.document_clearances
for each statement execute function bankagent.refuse_change();
create or replace trigger document_texts_never_change
before update or truncate on bankagent.document_texts
for each statement execute function bankagent.refuse_change();
create or replace trigger chunk_embeddings_never_change
before update on bankagent.chunk_embeddings
for each statement execute function bankagent.refuse_change();
create or replace trigger document_words_never_change
before update or truncate on bankagent.document_words
for each statement execute function bankagent.refuse_change();
