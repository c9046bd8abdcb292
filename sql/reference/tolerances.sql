-- Shipped tolerances. Written by tools/reference.py from reference/: do not edit.
-- It comes into force where no operator has activated a version: as version 1 of a new database,
-- and as the next version where a release ships other rows.
do $shipped$
declare
    shipped bigint;
begin
    if exists (
        select
        from bankagent.reference_versions as v
        where v.dataset = 'tolerances'
            and (
                (v.activated_at is not null and not v.is_shipped)
                or v.source = 'bankagent, a sample (reference/tolerances.csv 0ece1ccefc11)'
            )
    ) then
        return;
    end if;
    shipped := bankagent.add_reference_version(
        'tolerances',
        'bankagent, a sample (reference/tolerances.csv 0ece1ccefc11)',
        '2026-11-28',
        'Sample: a basis point of a price, 200 minor units (2 USD) of a settlement amount or of accrued interest. Import the bank''s own.',
        'bankagent',
        p_is_shipped => true
    );
    perform bankagent.insert_reference_rows(shipped, 'tolerances', $rows$[
        {"field":"price","asset_class":"any","kind":"basis_points","amount":1},
        {"field":"settlement_amount","asset_class":"any","kind":"minor_units","amount":200},
        {"field":"accrued_interest","asset_class":"any","kind":"minor_units","amount":200}
    ]$rows$);
    perform bankagent.seal_reference(shipped);
    perform bankagent.put_reference_in_force(shipped, 'bankagent');
end
$shipped$;
