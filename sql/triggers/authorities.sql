-- An authority is granted in the name of the database user who does it, or of the reviewer who
-- confirms what another one asked for; superusers included.
create or replace trigger authorities_are_signed
after insert on bankagent.authorities
for each row execute function bankagent.check_writer('granted_by');
