-- Jan.Kowalski and JanKowalski would be one person, who votes twice or activates their own policy.
-- Two that were added before this trigger stay.
create or replace function bankagent.check_reviewer()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    same text;
begin
    -- One new name after the other; readers do not wait.
    lock table reviewers in share row exclusive mode;
    select r.name into same
    from reviewers as r
    where person_key(r.name) = person_key(new.name)
    order by r.name = new.name desc
    limit 1;
    -- The name itself is left to add_reviewer, which changes its role.
    if same <> new.name then
        raise exception 'the reviewer % would be the same person as %: take another name',
            new.name, same using errcode = 'BA409';
    end if;
    return new;
end
$$;

comment on function bankagent.check_reviewer() is
'Trigger: refuse a reviewer whose name is another spelling of one that is there.';

create or replace trigger reviewers_are_people_of_their_own
before insert on bankagent.reviewers
for each row execute function bankagent.check_reviewer();
