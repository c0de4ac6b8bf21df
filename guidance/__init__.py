"""Practice knowledge as data and plain Python: guided tools, pathways, records, wording, contacts.

What the assistant says lies in `guidance/content/*.yml`, with the source of each statement; the modules here read
and check those files and hold the rules that use them. Nothing in this room imports Rasa, Sanic or the privacy room,
so all of it loads in milliseconds and is tested without a server.

The guided tools (screening, awareness priorities, self-assessment, where to begin):

    reading         YAML files read with errors that name file, entry, field and what is wanted
    definitions     what a tool is: items, answers, prompts; `load_tools()`
    finding         which item does "7", "the last one" or "the injuries one" mean?
    outcomes        what an action led to, as small dataclasses that a door turns into replies
    state           the JSON-serialisable state of one tool, and what is to be asked next
    questionnaire   the state machine: one method per action
    phrases         the words for each outcome, from the YAML
    desk            several tools side by side, one active; the value of one slot
    pathways        readable rules that turn answers into suggestions; never a score
    plans           what is in place, in progress and missing, for the tools of a partnership
    records         the record of a tool: model, JSON, printable page; `records_docx` the Word file
"""
