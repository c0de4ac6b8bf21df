"""Microsoft's own published models and validators as judges of what we send.

They cannot live in our environment and are not part of it. To run these tests, make a folder with a Python 3.12
environment `venv` (pip install microsoft-agents-activity microsoft-teams-api) and `node_modules` (npm install
adaptivecards @microsoft/app-manifest), and name it in TEAMS_JUDGES_DIR.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema.validators import validator_for

from bot.channels.teams.cards import render
from scripts.teams_package import build_manifest
from tests.teams.chat import content_of
from tests.teams.fake_bot_service import APP_ID
from tests.teams.samples import MEANS, samples
from tests.teams.test_teams_package import GOOD

FOLDER = Path(os.environ.get("TEAMS_JUDGES_DIR") or "/nonexistent")
PYTHON = FOLDER / "venv" / "bin" / "python"
CARDS = FOLDER / "node_modules" / "adaptivecards"
SCHEMA = FOLDER / "node_modules/@microsoft/app-manifest/build/json-schemas/teams/v1.29/MicrosoftTeams.schema.json"
WHY = "Microsoft's validators are not here: set TEAMS_JUDGES_DIR (see the first lines of this file)"

MODELS = """
import json, sys
from microsoft_agents.activity import Activity
from microsoft_teams.api import MessageActivityInput
for name, activity in json.load(sys.stdin):
    for model in (Activity, MessageActivityInput):
        try:
            model.model_validate(activity)
        except Exception as error:
            print(name, model.__name__, str(error)[:500])
"""

CARD_CHECK = """
const { AdaptiveCard, SerializationContext, Version } = require('adaptivecards/dist/adaptivecards.js');
let input = '';
process.stdin.on('data', part => input += part).on('end', () => {
  for (const [name, content] of JSON.parse(input)) {
    const context = new SerializationContext(new Version(1, 5));
    const card = new AdaptiveCard();
    card.parse(content, context);
    const problems = card.validateProperties().validationEvents.map(event => event.message);
    for (let i = 0; i < context.eventCount; i++) problems.push(context.getEventAt(i).message);
    for (const problem of problems) console.log(name, problem);
  }
});
"""


def sent() -> list[tuple[str, dict[str, Any]]]:
    """Everything we can send, as it goes out."""
    whole = {"from": {"id": f"28:{APP_ID}"}, "conversation": {"id": "a:1"}}
    return [(name, activity | whole) for name, reply in samples().items() for activity in render(reply, MEANS)]


def judged(command: list[str], cases: object, **options: Any) -> str:
    result = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, check=True, **options)
    return result.stdout


@pytest.mark.skipif(not PYTHON.exists(), reason=WHY)
def test_microsoft_s_models_accept_every_message() -> None:
    assert judged([str(PYTHON), "-c", MODELS], sent()) == ""
    bad = sent()[0][1] | {"attachments": [{"content": 7}]}
    assert "bad" in judged([str(PYTHON), "-c", MODELS], [("bad", bad)]), "the judge is awake"


@pytest.mark.skipif(not CARDS.exists(), reason=WHY)
def test_the_card_validator_accepts_every_card() -> None:
    cards = [(name, content_of(activity)) for name, activity in sent() if content_of(activity)]
    assert len(cards) > 8
    assert judged(["node", "-e", CARD_CHECK], cards, cwd=FOLDER) == ""
    bad = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBloc", "text": "x"}]}
    assert "bad" in judged(["node", "-e", CARD_CHECK], [("bad", bad)], cwd=FOLDER), "the judge is awake"


@pytest.mark.skipif(not SCHEMA.exists(), reason=WHY)
def test_the_manifest_schema_accepts_the_manifest_and_agrees_on_what_is_wrong() -> None:
    schema = json.loads(SCHEMA.read_text())
    validator = validator_for(schema)(schema)
    for groups in ("no", "yes"):
        assert list(validator.iter_errors(build_manifest(GOOD | {"CEC_TEAMS_ALLOW_GROUP": groups}))) == []
    manifest = build_manifest(GOOD)
    bot = manifest["bots"][0]
    for changes in (
        {"bots": [bot | {"scopes": ["groupchat"]}]},
        {"bots": [bot, bot]},
        {"unknown": 1},
        {"accentColor": "blue"},
        {"id": "x"},
        {"description": {"short": "x" * 81, "full": "x"}},
    ):
        assert list(validator.iter_errors(manifest | changes)), changes
