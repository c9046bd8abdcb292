-- Begin a transaction and pin the settings that our code, verbs and laws depend on.
--
-- Settings that a server does not know (transaction_timeout before 17) are left out, and so are
-- those of plpgsql that nobody has set. Plan settings, memory and the like change the speed and no
-- result: they stay as the DBA chose, but for jit. docs/operations.md lists what is here.

begin;

-- One of a few milliseconds may end what follows.
set local statement_timeout to 0;

-- "trap, pg_catalog" would find another now() and another =.
set local search_path to pg_catalog, pg_temp;

set local transaction_isolation to 'read committed';

set local transaction_read_only to %(read_only)s;

select
    pg_backend_pid() as pid,
    set_config(s.name, s.setting, %(is_local)s) as setting
from (
    values
    -- Law 2: "the wait for a standby was cut short" is a warning.
    ('client_min_messages', 'notice'),
    -- Law 2: a commit is on disk, and at the standby where there is one. remote_apply stays.
    (
        'synchronous_commit',
        coalesce(nullif(nullif(current_setting('synchronous_commit'), 'off'), 'local'), 'on')
    ),
    -- Text that is stored can be read again, by everybody.
    ('client_encoding', 'UTF8'),
    -- psycopg reads dates in ISO only, and intervals in the style of postgres only.
    ('DateStyle', 'ISO, YMD'),
    ('IntervalStyle', 'postgres'),
    -- psycopg knows no POSIX zone ('XYZ-5'); people are shown UTC, or the zone of their terminal.
    ('TimeZone', 'UTC'),
    -- Under serializable the drain is five times slower, and each conflict costs a claim a second.
    ('default_transaction_isolation', 'read committed'),
    ('default_transaction_read_only', 'off'),
    ('default_transaction_deferrable', 'off'),
    -- Each call of ours has a deadline of its own, and a migration may take long.
    ('statement_timeout', '0'),
    ('lock_timeout', '0'),
    ('transaction_timeout', '0'),
    -- A listener and a pool's spare connections are idle for hours.
    ('idle_session_timeout', '0'),
    -- A process that froze inside a transaction must not hold its locks for ever.
    ('idle_in_transaction_session_timeout', '1min'),
    -- 'on' ends the session at each refusal of a verb.
    ('exit_on_error', 'off'),
    -- Verbs do not compile, or fail at "select into", where these say error.
    ('plpgsql.extra_errors', 'none'),
    ('plpgsql.extra_warnings', 'none'),
    -- The meaning of names without a schema; db/session.py says whose.
    ('search_path', %(search_path)s),
    -- 'view' hides all of ops.
    ('restrict_nonsystem_relation_kind', ''),
    -- 'off' makes a read fail where a DBA filters rows.
    ('row_security', 'on'),
    -- The meaning of '\d' in a pattern, of x = null, of '{null}'.
    ('standard_conforming_strings', 'on'),
    ('transform_null_equals', 'off'),
    ('array_nulls', 'on'),
    -- The text of definitions, numbers and bytes, of which ops.schema_drift makes digests.
    ('quote_all_identifiers', 'off'),
    ('extra_float_digits', '1'),
    ('bytea_output', 'hex'),
    -- Our statements take milliseconds, some with high estimates: to compile one took 1.8 s of 1.9.
    ('jit', 'off')
) as s (name, setting)
where current_setting(s.name, true) is not null;
