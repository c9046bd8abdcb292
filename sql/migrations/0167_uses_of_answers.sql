-- Uses of approved answers are readings, too.
comment on table bankagent.request_readings is
'Readings of data about persons (client_onboarding), and uses of approved answers. At the pages '
'and by the API; answers (research_question) by callers alone. One row for each reader and quarter '
'of an hour. Append-only; written by note_reading.';
