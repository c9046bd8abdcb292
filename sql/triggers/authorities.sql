-- An authority is granted in the name of the database user who does it, or of the reviewer who
-- confirms what another one asked for. Asks, confirmations and reviews hold to the rules of their
-- verbs, superusers included.
create or replace function bankagent.check_ask()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    fault text := ask_fault(new);
begin
    if fault is not null then
        raise exception '% may not ask for this authority: %', new.asked_by, fault
            using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_ask() is
'Trigger: an ask is for what its author has to give. Its time is not over.';

create or replace function bankagent.check_confirmation()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    ask authority_asks;
    fault text;
begin
    perform pg_advisory_xact_lock(lending_lock());
    select k.* into ask from authority_asks as k where k.id = new.ask_id;
    fault := coalesce(confirmation_fault(ask, new.confirmed_by), ask_fault(ask));
    if fault is null and not exists (
        select
        from authorities as a
        where a.id = new.authority_id
            and (a.role, a.granted_by, a.valid_to) = (ask.role, new.confirmed_by, ask.valid_to)
            and (a.request_type, a.desk, a.max_amount, a.currency)
            is not distinct from (ask.request_type, ask.desk, ask.max_amount, ask.currency)
            and a.valid_from >= ask.valid_from
    ) then
        fault := format('authority %s is not what was asked for', new.authority_id);
    end if;
    if fault is not null then
        raise exception '% may not confirm ask %: %', new.confirmed_by, new.ask_id, fault
            using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_confirmation() is
'Trigger: a second person confirms just what was asked for. They have an authority of their own.';

create or replace function bankagent.check_break_glass_review()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    fault text := break_glass_fault(new.ask_id, new.reviewed_by);
begin
    if fault is not null then
        raise exception '% may not review break-glass %: %', new.reviewed_by, new.ask_id, fault
            using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_break_glass_review() is
'Trigger: break-glass is reviewed after it has ended, by another person.';

create or replace trigger authorities_are_signed
after insert on bankagent.authorities
for each row execute function bankagent.check_writer('granted_by');
create or replace trigger authority_asks_are_signed
after insert on bankagent.authority_asks
for each row execute function bankagent.check_writer('asked_by');
create or replace trigger authority_asks_hold
after insert on bankagent.authority_asks
for each row execute function bankagent.check_ask();
create or replace trigger authority_asks_append_only
before update or delete or truncate on bankagent.authority_asks
for each statement execute function bankagent.refuse_change();
create or replace trigger authority_confirmations_are_signed
after insert on bankagent.authority_confirmations
for each row execute function bankagent.check_writer('confirmed_by');
create or replace trigger authority_confirmations_hold
after insert on bankagent.authority_confirmations
for each row execute function bankagent.check_confirmation();
create or replace trigger authority_confirmations_append_only
before update or delete or truncate on bankagent.authority_confirmations
for each statement execute function bankagent.refuse_change();
create or replace trigger break_glass_reviews_are_signed
after insert on bankagent.break_glass_reviews
for each row execute function bankagent.check_writer('reviewed_by');
create or replace trigger break_glass_reviews_hold
after insert on bankagent.break_glass_reviews
for each row execute function bankagent.check_break_glass_review();
create or replace trigger break_glass_reviews_append_only
before update or delete or truncate on bankagent.break_glass_reviews
for each statement execute function bankagent.refuse_change();

-- The real times, whatever is given: a vote is held against what was in force when it was cast.
create or replace function bankagent.time_authority()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    new.granted_at := clock_timestamp();
    new.valid_from := greatest(new.valid_from, new.granted_at);
    return new;
end
$$;

comment on function bankagent.time_authority() is
'Trigger: an authority has the real time of its grant. It is in force from then on at the '
'earliest.';

create or replace function bankagent.time_authority_end()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    new.ended_at := clock_timestamp();
    return new;
end
$$;

comment on function bankagent.time_authority_end() is
'Trigger: an authority ends at the real time.';

create or replace trigger authorities_have_real_times
before insert on bankagent.authorities
for each row execute function bankagent.time_authority();
create or replace trigger authority_ends_have_real_times
before insert on bankagent.authority_ends
for each row execute function bankagent.time_authority_end();
create or replace trigger authority_ends_are_signed
after insert on bankagent.authority_ends
for each row execute function bankagent.check_writer('ended_by');
