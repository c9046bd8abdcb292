-- Shipped fx_rates. Written by tools/reference.py from reference/: do not edit.
-- It comes into force where no operator has activated a version: as version 1 of a new database,
-- and as the next version where a release ships other rows.
do $shipped$
declare
    shipped bigint;
begin
    if exists (
        select
        from bankagent.reference_versions as v
        where v.dataset = 'fx_rates'
            and (
                (v.activated_at is not null and not v.is_shipped)
                or v.source = 'European Central Bank, euro foreign exchange reference rates (reference/fx_rates.csv 247a24dc5480)'
            )
    ) then
        return;
    end if;
    shipped := bankagent.add_reference_version(
        'fx_rates',
        'European Central Bank, euro foreign exchange reference rates (reference/fx_rates.csv 247a24dc5480)',
        '2026-10-30',
        'Rates of one day, so that the service can be tried. They are old: import rates each day.',
        'bankagent',
        p_is_shipped => true
    );
    perform bankagent.insert_reference_rows(shipped, 'fx_rates', $rows$[
        {"day":"2026-10-30","currency":"AUD","rate":1.5904},
        {"day":"2026-10-30","currency":"BRL","rate":6.0692},
        {"day":"2026-10-30","currency":"CAD","rate":1.5606},
        {"day":"2026-10-30","currency":"CHF","rate":0.9194},
        {"day":"2026-10-30","currency":"CNY","rate":7.4326},
        {"day":"2026-10-30","currency":"CZK","rate":24.353},
        {"day":"2026-10-30","currency":"DKK","rate":7.4735},
        {"day":"2026-10-30","currency":"GBP","rate":0.8338},
        {"day":"2026-10-30","currency":"HKD","rate":8.7652},
        {"day":"2026-10-30","currency":"HUF","rate":366.33},
        {"day":"2026-10-30","currency":"IDR","rate":20275.17},
        {"day":"2026-10-30","currency":"ILS","rate":3.495},
        {"day":"2026-10-30","currency":"INR","rate":106.084},
        {"day":"2026-10-30","currency":"ISK","rate":136},
        {"day":"2026-10-30","currency":"JPY","rate":175.68},
        {"day":"2026-10-30","currency":"KRW","rate":1491.76},
        {"day":"2026-10-30","currency":"MXN","rate":21.1237},
        {"day":"2026-10-30","currency":"MYR","rate":4.5325},
        {"day":"2026-10-30","currency":"NOK","rate":10.312},
        {"day":"2026-10-30","currency":"NZD","rate":1.9823},
        {"day":"2026-10-30","currency":"PHP","rate":71.143},
        {"day":"2026-10-30","currency":"PLN","rate":4.4038},
        {"day":"2026-10-30","currency":"RON","rate":5.3447},
        {"day":"2026-10-30","currency":"SEK","rate":10.978},
        {"day":"2026-10-30","currency":"SGD","rate":1.4282},
        {"day":"2026-10-30","currency":"THB","rate":37.683},
        {"day":"2026-10-30","currency":"TRY","rate":55.8015},
        {"day":"2026-10-30","currency":"USD","rate":1.1172},
        {"day":"2026-10-30","currency":"ZAR","rate":18.6455}
    ]$rows$);
    perform bankagent.seal_reference(shipped);
    perform bankagent.put_reference_in_force(shipped, 'bankagent');
end
$shipped$;
