"""Practice knowledge as data and plain Python: guided tools, pathways, records, wording, contacts.

What the assistant says lies in `guidance/content/*.yml`, with the source of each statement; the modules here read
and check those files and hold the rules that use them. Nothing in this room imports Rasa, Sanic or the privacy room,
so all of it loads in milliseconds and is tested without a server.

The guided tools (screening, awareness priorities, self-assessment, where to begin):

    reading         YAML files read with errors that name file, entry, field and what is wanted
    definitions     what a tool is: items, answers, prompts; `load_tools()`
    state           the JSON-serialisable state of one tool, and what is to be asked next
    questionnaire   the state machine, one method per action; on `turns`, `keeping` and `asking`
    finding         which item does "7", "the last one" or "the injuries one" mean?
    outcomes        what an action led to, as small dataclasses that a door turns into replies
    phrases         the words for each outcome, from the YAML
    desk            several tools side by side, one active; the value of one slot
    pathways        readable rules that turn answers into suggestions, never a score; `evaluate()` for any tool
    plans           what is in place, in progress and missing, for the tools of a partnership
    results         suggestions and plans as data; `telling_results` puts them into words
    records         the record of a tool as `blocks`; `records_docx`, `records_html` and `records_json` render it

The rest: `answers`, `directory`, `notices`, `sources`, `wording` and their helpers.
"""
