-- Records of one trade under two numbers of a source (trade_exception), found by UTI, else by
-- reference. As in 0090 each index holds rows of that type alone and is made by one reading of the
-- table. A record with neither has no key, and is never a duplicate.
create index banking_requests_our_trade_idx on bankagent.banking_requests (
    hashtextextended(
        (payload #>> '{ours,source}')
        || '/'
        || coalesce(payload #>> '{ours,uti}', payload #>> '{ours,reference}'),
        0
    )
)
where request_type = 'trade_exception';
create index banking_requests_their_trade_idx on bankagent.banking_requests (
    hashtextextended(
        (payload #>> '{theirs,source}')
        || '/'
        || coalesce(payload #>> '{theirs,uti}', payload #>> '{theirs,reference}'),
        0
    )
)
where request_type = 'trade_exception';

comment on index bankagent.banking_requests_our_trade_idx is
'Trade exceptions by the source and the UTI, else the reference, of our record.';
comment on index bankagent.banking_requests_their_trade_idx is
'Trade exceptions by the source and the UTI, else the reference, of their record.';
