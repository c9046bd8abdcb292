"""Settings that a DBA or a shell may set, each with what it broke, or what it could break.

Values are such as DBAs set for other programs; a few are as hostile as can be.
"""

from tests.battery.places import IN_THE_SERVER, OPTIONS, ROLES, ROLES_HERE, WITH_VARIABLES, Setting
from tests.battery.traps import TRAPS

READ_ONLY = ("read-only transaction",)
TOO_SLOW = ("statement timeout", "transaction timeout", "lock timeout")
# Of a session that asked for it, beside a worker; the caller tries again.
CONFLICT = ("could not serialize access",)
NO_VIEW = ("access to non-system view",)

FORMS = (
    Setting("datestyle", "German", "no time could be read: every read 500", WITH_VARIABLES),
    Setting("datestyle", "SQL, DMY", "the same", WITH_VARIABLES),
    Setting("datestyle", "Postgres, MDY", "the same", WITH_VARIABLES),
    Setting("intervalstyle", "sql_standard", "no interval could be read: status, pause, doctor"),
    Setting("intervalstyle", "postgres_verbose", "the same"),
    Setting("intervalstyle", "iso_8601", "the same"),
    Setting("timezone", "Asia/Kolkata", "an offset with half an hour", WITH_VARIABLES),
    Setting("timezone", "America/New_York", "an offset below zero", WITH_VARIABLES),
    Setting("extra_float_digits", "-15", "a double has one digit: a clock off by a century"),
    Setting("bytea_output", "escape", "a digest of other text"),
    Setting("xmloption", "document"),
    Setting("xmlbinary", "hex"),
)
ENCODINGS = (
    Setting("client_encoding", "LATIN1", "text could not be read again: 500", WITH_VARIABLES),
    Setting("client_encoding", "WIN1252", "the same", WITH_VARIABLES),
    Setting("client_encoding", "SQL_ASCII", "psycopg gives bytes for text", WITH_VARIABLES),
)
MESSAGES = (
    Setting("client_min_messages", "error", "hid the warning that no standby has the commit"),
    Setting("client_min_messages", "debug5", "a hundred notices for each statement"),
    Setting("plpgsql.extra_errors", "all", "no function could be made: no migration"),
    Setting("plpgsql.extra_warnings", "all", "a notice for each function"),
    Setting(
        "plpgsql.variable_conflict", "use_variable", "a column is read as a variable", IN_THE_SERVER
    ),
    Setting("plpgsql.check_asserts", "off"),
    Setting("plpgsql.print_strict_params", "on"),
)
TRANSACTIONS = (
    Setting(
        "default_transaction_isolation",
        "serializable",
        "conflicts: a claim a second",
        psql_says=CONFLICT,
        named=True,
    ),
    Setting(
        "default_transaction_isolation",
        "repeatable read",
        "the same",
        psql_says=CONFLICT,
        named=True,
    ),
    Setting(
        "default_transaction_read_only", "on", "nothing was stored", psql_says=READ_ONLY, named=True
    ),
    Setting("default_transaction_deferrable", "on"),
    Setting(
        "statement_timeout",
        "20ms",
        "the worker ended, no migration",
        psql_says=TOO_SLOW,
        named=True,
    ),
    Setting("transaction_timeout", "20ms", "the same", psql_says=TOO_SLOW, named=True),
    Setting("lock_timeout", "1ms", "waits for a row failed", psql_says=TOO_SLOW, named=True),
    Setting(
        "idle_in_transaction_session_timeout",
        "1ms",
        "between two statements of a transaction",
        psql_says=("idle-in-transaction timeout",),
        named=True,
    ),
    Setting("idle_session_timeout", "50ms", "pools, the worker's listener and its lock"),
    Setting("client_connection_check_interval", "1ms"),
    Setting("deadlock_timeout", "1ms", places=IN_THE_SERVER),
    Setting("synchronous_commit", "off", "law 2: acknowledged and lost", named=True),
    Setting("synchronous_commit", "local", "law 2, where there is a standby; no standby is here"),
    Setting("synchronous_commit", "no", "off in another spelling", named=True),
    Setting("exit_on_error", "on", "a refusal of a verb ends the session", named=True),
)
NAMES = (
    Setting("search_path", "", "names without a schema"),
    Setting("search_path", "trap, public", "tables and functions of our names", prepare=TRAPS),
    Setting(
        "search_path",
        "trap, pg_catalog",
        "functions and operators before those of PostgreSQL",
        prepare=TRAPS,
        psql_says=("trapped",),
        named=True,
    ),
    Setting("quote_all_identifiers", "on", "definitions are written in another way: drift"),
    Setting(
        "restrict_nonsystem_relation_kind",
        "view",
        "no view could be read",
        psql_says=NO_VIEW,
        named=True,
    ),
    Setting("role", "bankagent_auditor", "another role's rights", (ROLES, ROLES_HERE)),
    Setting("row_security", "off"),
    Setting(
        "session_replication_role",
        "replica",
        "no trigger runs, so that no law holds",
        IN_THE_SERVER,
        refused=True,
        named=True,
    ),
    Setting("session_replication_role", "local", "triggers run as always", IN_THE_SERVER),
    Setting("application_name", "bank", "a session by another name"),
    Setting("check_function_bodies", "off"),
    Setting("allow_system_table_mods", "on", places=IN_THE_SERVER, named=True),
    Setting("ignore_system_indexes", "on", places=(OPTIONS,)),
)
PARSING = (
    Setting(
        "standard_conforming_strings", "off", "a backslash in a literal is an escape", named=True
    ),
    Setting("backslash_quote", "off"),
    Setting("escape_string_warning", "off"),
    Setting("transform_null_equals", "on", named=True),
    Setting("array_nulls", "off", "NULL in an array is a word", named=True),
    Setting("default_text_search_config", "pg_catalog.german"),
)
PLANS = (
    Setting("jit_above_cost", "0", "seconds of compilation for each statement"),
    Setting("enable_indexscan", "off", named=True),
    Setting("enable_hashjoin", "off"),
    Setting("enable_nestloop", "off"),
    Setting("enable_sort", "off"),
    Setting("enable_hashagg", "off"),
    Setting("plan_cache_mode", "force_custom_plan"),
    Setting("plan_cache_mode", "force_generic_plan"),
    Setting("constraint_exclusion", "on"),
    Setting("work_mem", "64kB"),
    Setting("temp_buffers", "100"),
    Setting("join_collapse_limit", "1"),
    Setting("geqo_threshold", "2", "an order of joins by chance"),
    Setting("cursor_tuple_fraction", "0"),
    Setting("random_page_cost", "1000"),
    Setting("debug_parallel_query", "on", "functions run in parallel workers"),
    Setting("stats_fetch_consistency", "snapshot"),
    Setting("gin_fuzzy_search_limit", "1"),
    Setting("track_activities", "off", "sessions without a state", IN_THE_SERVER, named=True),
)
SETTINGS = FORMS + ENCODINGS + MESSAGES + TRANSACTIONS + NAMES + PARSING + PLANS
