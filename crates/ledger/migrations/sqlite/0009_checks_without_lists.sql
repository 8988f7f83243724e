-- SQLite builds a table of its own for `IN` with more than two values, each time a statement writes a row. A chain of `OR` says the same
-- and builds nothing. No stored row changes, so the text of the schema is edited, as https://sqlite.org/lang_altertable.html describes
-- for CHECK constraints.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(
    sql,
    'CHECK (state IN (''reserved'', ''sent'', ''accepted'', ''refused'', ''unknown''))',
    'CHECK (state = ''reserved'' OR state = ''sent'' OR state = ''accepted'' OR state = ''refused'' OR state = ''unknown'')'
) WHERE type = 'table' AND name = 'attempts';
UPDATE sqlite_schema SET sql = replace(
    sql,
    'CHECK (level IN (''token'', ''subject'', ''site''))',
    'CHECK (level = ''token'' OR level = ''subject'' OR level = ''site'')'
) WHERE type = 'table' AND name = 'budgets';
PRAGMA writable_schema = RESET;
