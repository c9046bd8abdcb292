-- Shipped approval_demands. Written by tools/reference.py from reference/: do not edit.
-- It comes into force where no operator has activated a version: as version 1 of a new database,
-- and as the next version where a release ships other rows.
do $shipped$
declare
    shipped bigint;
begin
    if exists (
        select
        from bankagent.reference_versions as v
        where v.dataset = 'approval_demands'
            and (
                (v.activated_at is not null and not v.is_shipped)
                or v.source = 'bankagent, a sample (reference/approval_demands.csv d270b033a62b)'
            )
    ) then
        return;
    end if;
    shipped := bankagent.add_reference_version(
        'approval_demands',
        'bankagent, a sample (reference/approval_demands.csv d270b033a62b)',
        '2026-11-28',
        'Sample: one vote for a review, two people for dual control and escalation, a senior or compliance last, times that nobody of the bank has set. Import the bank''s own.',
        'bankagent',
        p_is_shipped => true
    );
    perform bankagent.insert_reference_rows(shipped, 'approval_demands', $rows$[
        {"request_type":"any","outcome":"review","stage":1,"role":"any","votes":1,"due_minutes":1200,"calendars":"TARGET","zone":"Europe/London","opens":"08:00","closes":"18:00"},
        {"request_type":"any","outcome":"dual_control","stage":1,"role":"any","votes":1,"due_minutes":1200,"calendars":"TARGET","zone":"Europe/London","opens":"08:00","closes":"18:00"},
        {"request_type":"any","outcome":"dual_control","stage":2,"role":"any","votes":1,"due_minutes":600,"calendars":"TARGET","zone":"Europe/London","opens":"08:00","closes":"18:00"},
        {"request_type":"any","outcome":"escalate","stage":1,"role":"any","votes":1,"due_minutes":600,"calendars":"TARGET","zone":"Europe/London","opens":"08:00","closes":"18:00"},
        {"request_type":"any","outcome":"escalate","stage":2,"role":"senior","votes":1,"due_minutes":600,"calendars":"TARGET","zone":"Europe/London","opens":"08:00","closes":"18:00"},
        {"request_type":"client_onboarding","outcome":"review","stage":1,"role":"any","votes":1,"due_minutes":6000,"calendars":"TARGET","zone":"Europe/London","opens":"08:00","closes":"18:00"},
        {"request_type":"client_onboarding","outcome":"dual_control","stage":1,"role":"any","votes":1,"due_minutes":3000,"calendars":"TARGET","zone":"Europe/London","opens":"08:00","closes":"18:00"},
        {"request_type":"client_onboarding","outcome":"dual_control","stage":2,"role":"compliance","votes":1,"due_minutes":3000,"calendars":"TARGET","zone":"Europe/London","opens":"08:00","closes":"18:00"},
        {"request_type":"client_onboarding","outcome":"escalate","stage":1,"role":"any","votes":1,"due_minutes":3000,"calendars":"TARGET","zone":"Europe/London","opens":"08:00","closes":"18:00"},
        {"request_type":"client_onboarding","outcome":"escalate","stage":2,"role":"compliance","votes":1,"due_minutes":3000,"calendars":"TARGET","zone":"Europe/London","opens":"08:00","closes":"18:00"}
    ]$rows$);
    perform bankagent.seal_reference(shipped);
    perform bankagent.put_reference_in_force(shipped, 'bankagent');
end
$shipped$;
