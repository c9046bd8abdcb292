-- Shipped country_risk. Written by tools/reference.py from reference/: do not edit.
-- It comes into force where no operator has activated a version: as version 1 of a new database,
-- and as the next version where a release ships other rows.
do $shipped$
declare
    shipped bigint;
begin
    if exists (
        select
        from bankagent.reference_versions as v
        where v.dataset = 'country_risk'
            and (
                (v.activated_at is not null and not v.is_shipped)
                or v.source = 'bankagent, a sample (reference/country_risk.csv dd5222a99e9d)'
            )
    ) then
        return;
    end if;
    shipped := bankagent.add_reference_version(
        'country_risk',
        'bankagent, a sample (reference/country_risk.csv dd5222a99e9d)',
        '2026-11-28',
        'Sample: 12 countries with tiers that nobody of the bank has set. Import the bank''s own tiers.',
        'bankagent',
        p_is_shipped => true
    );
    perform bankagent.insert_reference_rows(shipped, 'country_risk', $rows$[
        {"country":"CH","tier":"low","reason":"sample"},
        {"country":"DE","tier":"low","reason":"sample"},
        {"country":"FR","tier":"low","reason":"sample"},
        {"country":"GB","tier":"low","reason":"sample"},
        {"country":"IN","tier":"low","reason":"sample"},
        {"country":"IR","tier":"high","reason":"sample: on the FATF's list of high-risk jurisdictions"},
        {"country":"JP","tier":"low","reason":"sample"},
        {"country":"KP","tier":"prohibited","reason":"sample: on the FATF's list of high-risk jurisdictions"},
        {"country":"MM","tier":"high","reason":"sample: on the FATF's list of high-risk jurisdictions"},
        {"country":"PL","tier":"low","reason":"sample"},
        {"country":"SG","tier":"low","reason":"sample"},
        {"country":"US","tier":"low","reason":"sample"}
    ]$rows$);
    perform bankagent.seal_reference(shipped);
    perform bankagent.put_reference_in_force(shipped, 'bankagent');
end
$shipped$;
