-- The dataset approval_demands. What decides how many people decide takes two people itself: the
-- check reads one row for each version.
alter table bankagent.reference_versions drop constraint reference_versions_dataset_is_known;
alter table bankagent.reference_versions
add constraint reference_versions_dataset_is_known check (
    dataset in (
        'fx_rates', 'calendars', 'restricted_instruments', 'country_risk', 'trading_limits',
        'tolerances', 'document_requirements', 'product_risk', 'approval_demands'
    )
    or dataset ~ '^screening:[A-Z0-9][A-Z0-9._-]{0,39}$'
),
add constraint reference_versions_demands_take_two_people check (
    dataset <> 'approval_demands'
    or is_shipped
    or activated_by is null
    or bankagent.person_key(activated_by) <> bankagent.person_key(imported_by)
);

comment on constraint reference_versions_demands_take_two_people
on bankagent.reference_versions is
'Four-eyes rule: the importer of demands for people does not activate them.';
