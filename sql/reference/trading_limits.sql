-- Shipped trading_limits. Written by tools/reference.py from reference/: do not edit.
-- It comes into force where no operator has activated a version: as version 1 of a new database,
-- and as the next version where a release ships other rows.
do $shipped$
declare
    shipped bigint;
begin
    if exists (
        select
        from bankagent.reference_versions as v
        where v.dataset = 'trading_limits'
            and (
                (v.activated_at is not null and not v.is_shipped)
                or v.source = 'bankagent, a sample (reference/trading_limits.csv 0624cb1244b0)'
            )
    ) then
        return;
    end if;
    shipped := bankagent.add_reference_version(
        'trading_limits',
        'bankagent, a sample (reference/trading_limits.csv 0624cb1244b0)',
        '2026-11-28',
        'Sample: one limit, for the trading desk default. Import the bank''s limits.',
        'bankagent',
        p_is_shipped => true
    );
    perform bankagent.insert_reference_rows(shipped, 'trading_limits', $rows$[
        {"scope":"desk","name":"default","currency":"USD","automatic_limit":5000000}
    ]$rows$);
    perform bankagent.seal_reference(shipped);
    perform bankagent.put_reference_in_force(shipped, 'bankagent');
end
$shipped$;
