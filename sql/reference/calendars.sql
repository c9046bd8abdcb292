-- Shipped calendars. Written by tools/reference.py from reference/: do not edit.
-- It comes into force where no operator has activated a version: as version 1 of a new database,
-- and as the next version where a release ships other rows.
do $shipped$
declare
    shipped bigint;
begin
    if exists (
        select
        from bankagent.reference_versions as v
        where v.dataset = 'calendars'
            and (
                (v.activated_at is not null and not v.is_shipped)
                or v.source = 'Python library holidays 0.109 (MIT licence): XECB, XNYS, XLON (reference/calendars.csv 78e620e87b0d)'
            )
    ) then
        return;
    end if;
    shipped := bankagent.add_reference_version(
        'calendars',
        'Python library holidays 0.109 (MIT licence): XECB, XNYS, XLON (reference/calendars.csv 78e620e87b0d)',
        '2026-11-28',
        'Full-day closings of TARGET, New York and London, 2024 to 2028. Check them against the operators'' own calendars.',
        'bankagent',
        p_is_shipped => true
    );
    perform bankagent.insert_reference_rows(shipped, 'calendars', $rows$[
        {"calendar":"TARGET","weekend":"sat sun","first_day":"2024-01-01","last_day":"2028-12-31"},
        {"calendar":"XNYS","weekend":"sat sun","first_day":"2024-01-01","last_day":"2028-12-31"},
        {"calendar":"XLON","weekend":"sat sun","first_day":"2024-01-01","last_day":"2028-12-31"}
    ]$rows$);
    perform bankagent.insert_reference_rows(shipped, 'calendar_days', $rows$[
        {"calendar":"TARGET","day":"2024-01-01","name":"New Year's Day"},
        {"calendar":"TARGET","day":"2024-03-29","name":"Good Friday"},
        {"calendar":"TARGET","day":"2024-04-01","name":"Easter Monday"},
        {"calendar":"TARGET","day":"2024-05-01","name":"Labour Day"},
        {"calendar":"TARGET","day":"2024-12-25","name":"Christmas Day"},
        {"calendar":"TARGET","day":"2024-12-26","name":"Christmas Holiday"},
        {"calendar":"TARGET","day":"2025-01-01","name":"New Year's Day"},
        {"calendar":"TARGET","day":"2025-04-18","name":"Good Friday"},
        {"calendar":"TARGET","day":"2025-04-21","name":"Easter Monday"},
        {"calendar":"TARGET","day":"2025-05-01","name":"Labour Day"},
        {"calendar":"TARGET","day":"2025-12-25","name":"Christmas Day"},
        {"calendar":"TARGET","day":"2025-12-26","name":"Christmas Holiday"},
        {"calendar":"TARGET","day":"2026-01-01","name":"New Year's Day"},
        {"calendar":"TARGET","day":"2026-04-03","name":"Good Friday"},
        {"calendar":"TARGET","day":"2026-04-06","name":"Easter Monday"},
        {"calendar":"TARGET","day":"2026-05-01","name":"Labour Day"},
        {"calendar":"TARGET","day":"2026-12-25","name":"Christmas Day"},
        {"calendar":"TARGET","day":"2027-01-01","name":"New Year's Day"},
        {"calendar":"TARGET","day":"2027-03-26","name":"Good Friday"},
        {"calendar":"TARGET","day":"2027-03-29","name":"Easter Monday"},
        {"calendar":"TARGET","day":"2028-04-14","name":"Good Friday"},
        {"calendar":"TARGET","day":"2028-04-17","name":"Easter Monday"},
        {"calendar":"TARGET","day":"2028-05-01","name":"Labour Day"},
        {"calendar":"TARGET","day":"2028-12-25","name":"Christmas Day"},
        {"calendar":"TARGET","day":"2028-12-26","name":"Christmas Holiday"},
        {"calendar":"XNYS","day":"2024-01-01","name":"New Year's Day"},
        {"calendar":"XNYS","day":"2024-01-15","name":"Martin Luther King Jr. Day"},
        {"calendar":"XNYS","day":"2024-02-19","name":"Washington's Birthday"},
        {"calendar":"XNYS","day":"2024-03-29","name":"Good Friday"},
        {"calendar":"XNYS","day":"2024-05-27","name":"Memorial Day"},
        {"calendar":"XNYS","day":"2024-06-19","name":"Juneteenth National Independence Day"},
        {"calendar":"XNYS","day":"2024-07-04","name":"Independence Day"},
        {"calendar":"XNYS","day":"2024-09-02","name":"Labor Day"},
        {"calendar":"XNYS","day":"2024-11-28","name":"Thanksgiving Day"},
        {"calendar":"XNYS","day":"2024-12-25","name":"Christmas Day"},
        {"calendar":"XNYS","day":"2025-01-01","name":"New Year's Day"},
        {"calendar":"XNYS","day":"2025-01-09","name":"National Day of Mourning for former President Jimmy Carter"},
        {"calendar":"XNYS","day":"2025-01-20","name":"Martin Luther King Jr. Day"},
        {"calendar":"XNYS","day":"2025-02-17","name":"Washington's Birthday"},
        {"calendar":"XNYS","day":"2025-04-18","name":"Good Friday"},
        {"calendar":"XNYS","day":"2025-05-26","name":"Memorial Day"},
        {"calendar":"XNYS","day":"2025-06-19","name":"Juneteenth National Independence Day"},
        {"calendar":"XNYS","day":"2025-07-04","name":"Independence Day"},
        {"calendar":"XNYS","day":"2025-09-01","name":"Labor Day"},
        {"calendar":"XNYS","day":"2025-11-27","name":"Thanksgiving Day"},
        {"calendar":"XNYS","day":"2025-12-25","name":"Christmas Day"},
        {"calendar":"XNYS","day":"2026-01-01","name":"New Year's Day"},
        {"calendar":"XNYS","day":"2026-01-19","name":"Martin Luther King Jr. Day"},
        {"calendar":"XNYS","day":"2026-02-16","name":"Washington's Birthday"},
        {"calendar":"XNYS","day":"2026-04-03","name":"Good Friday"},
        {"calendar":"XNYS","day":"2026-05-25","name":"Memorial Day"},
        {"calendar":"XNYS","day":"2026-06-19","name":"Juneteenth National Independence Day"},
        {"calendar":"XNYS","day":"2026-07-03","name":"Independence Day (observed)"},
        {"calendar":"XNYS","day":"2026-09-07","name":"Labor Day"},
        {"calendar":"XNYS","day":"2026-11-26","name":"Thanksgiving Day"},
        {"calendar":"XNYS","day":"2026-12-25","name":"Christmas Day"},
        {"calendar":"XNYS","day":"2027-01-01","name":"New Year's Day"},
        {"calendar":"XNYS","day":"2027-01-18","name":"Martin Luther King Jr. Day"},
        {"calendar":"XNYS","day":"2027-02-15","name":"Washington's Birthday"},
        {"calendar":"XNYS","day":"2027-03-26","name":"Good Friday"},
        {"calendar":"XNYS","day":"2027-05-31","name":"Memorial Day"},
        {"calendar":"XNYS","day":"2027-06-18","name":"Juneteenth National Independence Day (observed)"},
        {"calendar":"XNYS","day":"2027-07-05","name":"Independence Day (observed)"},
        {"calendar":"XNYS","day":"2027-09-06","name":"Labor Day"},
        {"calendar":"XNYS","day":"2027-11-25","name":"Thanksgiving Day"},
        {"calendar":"XNYS","day":"2027-12-24","name":"Christmas Day (observed)"},
        {"calendar":"XNYS","day":"2028-01-17","name":"Martin Luther King Jr. Day"},
        {"calendar":"XNYS","day":"2028-02-21","name":"Washington's Birthday"},
        {"calendar":"XNYS","day":"2028-04-14","name":"Good Friday"},
        {"calendar":"XNYS","day":"2028-05-29","name":"Memorial Day"},
        {"calendar":"XNYS","day":"2028-06-19","name":"Juneteenth National Independence Day"},
        {"calendar":"XNYS","day":"2028-07-04","name":"Independence Day"},
        {"calendar":"XNYS","day":"2028-09-04","name":"Labor Day"},
        {"calendar":"XNYS","day":"2028-11-23","name":"Thanksgiving Day"},
        {"calendar":"XNYS","day":"2028-12-25","name":"Christmas Day"},
        {"calendar":"XLON","day":"2024-01-01","name":"New Year's Day"},
        {"calendar":"XLON","day":"2024-03-29","name":"Good Friday"},
        {"calendar":"XLON","day":"2024-04-01","name":"Easter Monday"},
        {"calendar":"XLON","day":"2024-05-06","name":"May Day"},
        {"calendar":"XLON","day":"2024-05-27","name":"Spring Bank Holiday"},
        {"calendar":"XLON","day":"2024-08-26","name":"Late Summer Bank Holiday"},
        {"calendar":"XLON","day":"2024-12-25","name":"Christmas Day"},
        {"calendar":"XLON","day":"2024-12-26","name":"Boxing Day"},
        {"calendar":"XLON","day":"2025-01-01","name":"New Year's Day"},
        {"calendar":"XLON","day":"2025-04-18","name":"Good Friday"},
        {"calendar":"XLON","day":"2025-04-21","name":"Easter Monday"},
        {"calendar":"XLON","day":"2025-05-05","name":"May Day"},
        {"calendar":"XLON","day":"2025-05-26","name":"Spring Bank Holiday"},
        {"calendar":"XLON","day":"2025-08-25","name":"Late Summer Bank Holiday"},
        {"calendar":"XLON","day":"2025-12-25","name":"Christmas Day"},
        {"calendar":"XLON","day":"2025-12-26","name":"Boxing Day"},
        {"calendar":"XLON","day":"2026-01-01","name":"New Year's Day"},
        {"calendar":"XLON","day":"2026-04-03","name":"Good Friday"},
        {"calendar":"XLON","day":"2026-04-06","name":"Easter Monday"},
        {"calendar":"XLON","day":"2026-05-04","name":"May Day"},
        {"calendar":"XLON","day":"2026-05-25","name":"Spring Bank Holiday"},
        {"calendar":"XLON","day":"2026-08-31","name":"Late Summer Bank Holiday"},
        {"calendar":"XLON","day":"2026-12-25","name":"Christmas Day"},
        {"calendar":"XLON","day":"2026-12-28","name":"Boxing Day (observed)"},
        {"calendar":"XLON","day":"2027-01-01","name":"New Year's Day"},
        {"calendar":"XLON","day":"2027-03-26","name":"Good Friday"},
        {"calendar":"XLON","day":"2027-03-29","name":"Easter Monday"},
        {"calendar":"XLON","day":"2027-05-03","name":"May Day"},
        {"calendar":"XLON","day":"2027-05-31","name":"Spring Bank Holiday"},
        {"calendar":"XLON","day":"2027-08-30","name":"Late Summer Bank Holiday"},
        {"calendar":"XLON","day":"2027-12-27","name":"Christmas Day (observed)"},
        {"calendar":"XLON","day":"2027-12-28","name":"Boxing Day (observed)"},
        {"calendar":"XLON","day":"2028-01-03","name":"New Year's Day (observed)"},
        {"calendar":"XLON","day":"2028-04-14","name":"Good Friday"},
        {"calendar":"XLON","day":"2028-04-17","name":"Easter Monday"},
        {"calendar":"XLON","day":"2028-05-01","name":"May Day"},
        {"calendar":"XLON","day":"2028-05-29","name":"Spring Bank Holiday"},
        {"calendar":"XLON","day":"2028-08-28","name":"Late Summer Bank Holiday"},
        {"calendar":"XLON","day":"2028-12-25","name":"Christmas Day"},
        {"calendar":"XLON","day":"2028-12-26","name":"Boxing Day"}
    ]$rows$);
    perform bankagent.seal_reference(shipped);
    perform bankagent.put_reference_in_force(shipped, 'bankagent');
end
$shipped$;
