create or replace function bankagent.search_words(p_text text)
returns tsvector
language plpgsql immutable parallel safe
set search_path to bankagent, pg_temp
as $$
begin
    -- E'…' has the same meaning where a session's standard_conforming_strings is off.
    -- FY2018 is FY 2018 and 10K is 10 K: on FinanceBench this is worth 5 points of recall@10.
    return to_tsvector(
        'pg_catalog.english',
        regexp_replace(
            regexp_replace(p_text, '([[:alpha:]])([[:digit:]])', E'\\1 \\2', 'g'),
            '([[:digit:]])([[:alpha:]])', E'\\1 \\2', 'g'
        )
    );
end
$$;

comment on function bankagent.search_words(text) is
'Words of a text as search compares them. English stems, letters apart from digits.';

create or replace function bankagent.search_query(p_text text)
returns tsquery
language plpgsql immutable parallel safe
set search_path to bankagent, pg_temp
as $$
begin
    -- Any of the words: with all of them (websearch_to_tsquery) questions find nothing. The lexemes
    -- are quoted, so that no operator of a question is one of the query.
    return coalesce(
        (
            select
                string_agg(
                    '''' || replace(replace(w.lexeme, E'\\', E'\\\\'), '''', '''''') || '''', ' | '
                )
            from unnest(search_words(p_text)) as w
        ),
        ''
    )::tsquery;
end
$$;

comment on function bankagent.search_query(text) is
'Query that finds texts with any word of a question. Empty where it has stop words alone.';
