-- Shipped restricted_instruments. Written by tools/reference.py from reference/: do not edit.
-- It comes into force where no operator has activated a version: as version 1 of a new database,
-- and as the next version where a release ships other rows.
do $shipped$
declare
    shipped bigint;
begin
    if exists (
        select
        from bankagent.reference_versions as v
        where v.dataset = 'restricted_instruments'
            and (
                (v.activated_at is not null and not v.is_shipped)
                or v.source = 'bankagent, invented (reference/restricted_instruments.csv 003699500832)'
            )
    ) then
        return;
    end if;
    shipped := bankagent.add_reference_version(
        'restricted_instruments',
        'bankagent, invented (reference/restricted_instruments.csv 003699500832)',
        '2026-11-28',
        'Sample: two instruments that do not exist. It restricts nothing: import the bank''s list.',
        'bankagent',
        p_is_shipped => true
    );
    perform bankagent.insert_reference_rows(shipped, 'restricted_instruments', $rows$[
        {"identifier_type":"symbol","identifier":"FICTIONAL.RESTRICTED","restriction":"restricted","reason":"invented: it shows what a restricted instrument does"},
        {"identifier_type":"symbol","identifier":"FICTIONAL.WATCH","restriction":"watch","reason":"invented: it shows what a watched instrument does"}
    ]$rows$);
    perform bankagent.seal_reference(shipped);
    perform bankagent.put_reference_in_force(shipped, 'bankagent');
end
$shipped$;
