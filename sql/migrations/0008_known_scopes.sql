-- The list of scopes stands once, in known_scopes().
alter table bankagent.callers drop constraint callers_scopes_are_known;
alter table bankagent.callers add constraint callers_scopes_are_known check (
    scopes <@ bankagent.known_scopes() and cardinality(scopes) > 0
);
