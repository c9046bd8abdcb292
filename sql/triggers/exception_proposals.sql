-- Proposals, votes, reopenings and what people write are evidence, superusers included. Each has
-- its move, which its author has signed, or is signed itself. The verbs write a move after the row
-- that it names: these triggers look at the end of the transaction.

create or replace function bankagent.check_proposal()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    if not exists (
        select
        from exception_moves as m
        left join exception_votes as v on v.id = m.vote_id
        where m.exception_id = new.exception_id
            and m.xid = pg_current_xact_id()
            and case
                when tg_op = 'INSERT' then m.proposal_id = new.id
                    and m.action = new.kind || '_proposed'
                    and new.closed_at is null
                    and new.stages is not distinct from (
                        select stages_of_proposal(x, new.kind)
                        from trade_exceptions as x
                        where x.id = new.exception_id
                    )
                when new.disposition = 'withdrawn' then m.proposal_id is distinct from new.id
                    and m.action <> 'reopened'
                else v.proposal_id = new.id and m.action <> 'voted'
                    and new.disposition = case v.verdict
                    when 'approve' then 'approved' else 'rejected'
                end
            end
    ) then
        raise exception 'proposal % would be % without a move or a vote: use the functions of schema '
            'bankagent (propose_on_exception, vote_on_proposal, …)',
            new.id, coalesce(new.disposition, 'made') using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_proposal() is
'Trigger: a proposal is made by its own move. It has the stages that are asked for. It is closed '
'by the vote that decides it, or withdrawn by another move. All is of one transaction.';

create or replace function bankagent.check_exception_vote()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    -- The move compares reviewer and verdict, the proposal's own trigger its disposition.
    if not exists (
        select
        from exception_moves as m
        inner join exception_proposals as p
            on p.id = m.proposal_id and (p.closed_at is not null) = (m.action <> 'voted')
        where m.exception_id = new.exception_id
            and m.vote_id = new.id
            and m.xid = pg_current_xact_id()
    ) then
        raise exception 'vote % on proposal % moves nothing: use bankagent.vote_on_proposal(…)',
            new.id, new.proposal_id using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_exception_vote() is
'Trigger: a vote on a proposal moves its exception. The same transaction closes the proposal, '
'unless a stage waits for more votes.';

create or replace function bankagent.check_reopening()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    if not exists (
        select
        from trade_exceptions as x
        inner join banking_requests as before on before.id = x.request_id
        inner join banking_requests as r on r.id = new.request_id
        inner join exception_moves as m on m.exception_id = x.id and m.by_request = r.id
        inner join agent_audit_log as a on a.request_id = r.id and a.from_status = 'new'
        where x.id = new.exception_id
            and (r.client_id, r.request_type, r.maker, r.on_behalf_of)
            = (before.client_id, before.request_type, before.maker, before.on_behalf_of)
            and (m.action, m.actor, m.reason) = ('reopened', new.reopened_by, new.reason)
            and m.xid = pg_current_xact_id()
            and a.xid = pg_current_xact_id()
            and a.result
            @> jsonb_build_object('reopens_exception', x.id, 'caused_by', x.request_id)
    ) then
        raise exception 'request % does not reopen exception %: use bankagent.reopen_exception(…)',
            new.request_id, new.exception_id using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_reopening() is
'Trigger: a reopening has its move and its new request. Both are of the same transaction. The '
'request has the client and the maker of the old one, and its first audit entry says so.';

create or replace function bankagent.check_writer()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    author text := to_jsonb(new) ->> tg_argv[0];
begin
    if not may_sign_as(author) then
        raise exception 'database user % may not write in the name of %', session_user, author
            using errcode = 'BA403', table = tg_table_name;
    end if;
    return null;
end
$$;

comment on function bankagent.check_writer() is
'Trigger: comments and labels are signed. The name, in the column that is given, is one''s own, or '
'the API has authenticated the person.';

-- PostgreSQL does not replace a constraint trigger.
drop trigger if exists exception_proposals_have_move on bankagent.exception_proposals;
create constraint trigger exception_proposals_have_move
after insert or update on bankagent.exception_proposals
deferrable initially deferred
for each row execute function bankagent.check_proposal();
drop trigger if exists exception_votes_have_move on bankagent.exception_votes;
create constraint trigger exception_votes_have_move
after insert on bankagent.exception_votes
deferrable initially deferred
for each row execute function bankagent.check_exception_vote();
drop trigger if exists exception_reopenings_have_request on bankagent.exception_reopenings;
create constraint trigger exception_reopenings_have_request
after insert on bankagent.exception_reopenings
deferrable initially deferred
for each row execute function bankagent.check_reopening();
create or replace trigger exception_comments_are_signed
after insert on bankagent.exception_comments
for each row execute function bankagent.check_writer('author');
create or replace trigger exception_labels_are_signed
after insert on bankagent.exception_labels
for each row execute function bankagent.check_writer('changed_by');
create or replace trigger exception_reopenings_append_only
before update or delete or truncate on bankagent.exception_reopenings
for each statement execute function bankagent.refuse_change();
create or replace trigger exception_votes_append_only
before update or delete or truncate on bankagent.exception_votes
for each statement execute function bankagent.refuse_change();
create or replace trigger exception_comments_append_only
before update or delete or truncate on bankagent.exception_comments
for each statement execute function bankagent.refuse_change();
create or replace trigger exception_labels_append_only
before update or delete or truncate on bankagent.exception_labels
for each statement execute function bankagent.refuse_change();
create or replace trigger exception_proposals_no_delete
before delete or truncate on bankagent.exception_proposals
for each statement execute function bankagent.refuse_change();
-- A proposal is closed once; no other column of it changes.
create or replace trigger exception_proposals_close_once
before update on bankagent.exception_proposals
for each row
when (
    old.closed_at is not null
    or new.closed_at is null
    or (
        new.id, new.exception_id, new.request_id, new.kind, new.content, new.reason, new.proposer,
        new.digest, new.proposed_at, new.stages
    )
    is distinct from (
        old.id, old.exception_id, old.request_id, old.kind, old.content, old.reason, old.proposer,
        old.digest, old.proposed_at, old.stages
    )
)
execute function bankagent.refuse_change();
