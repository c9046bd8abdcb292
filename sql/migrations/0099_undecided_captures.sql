-- Captures of one record that wait for a worker: they are decided in the order of their requests.
-- The index holds rows of that type alone, and those only until they are decided; status is in
-- banking_requests_open_idx already, so that no update becomes dearer. The hash keeps a record of
-- any length within the limit of an index.
create index banking_requests_undecided_captures_idx on bankagent.banking_requests (
    hashtextextended(
        maker || '/' || (payload ->> 'source') || '/' || (payload ->> 'record_number'), 0
    ),
    id
)
where request_type = 'trade_capture' and status = 'received';

comment on index bankagent.banking_requests_undecided_captures_idx is
'Undecided captures by maker, source and number of the record.';
