-- The model that comes with bankagent. Once it is listed or retired, its rows are the bank's.
insert into bankagent.models (
    provider, name, owner, purpose, validated_on, validated_by,
    input_price, output_price, listed_by
)
select shipped.*
from (
    values
    (
        'embedded', 'embedded', 'bankagent', 'extractive answers without a provider',
        date '2026-11-01', 'bankagent, by the tests of its release', 0, 0, 'bankagent'
    )
)
    as shipped (
        provider, name, owner, purpose, validated_on, validated_by,
        input_price, output_price, listed_by
    )
where not exists (
    select from bankagent.models as m
    where m.provider = shipped.provider and m.name = shipped.name
);
