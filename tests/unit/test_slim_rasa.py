"""Rasa without TensorFlow and the SDKs that nobody here uses; and what was made quicker gives the same."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT
from slim_rasa.packages import PACKAGES, package_of


def python(code: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", *options, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_rasa_imports_without_tensorflow_and_sdks() -> None:
    done = python(
        "import sys, json\n"
        "import rasa.core.agent, rasa.server, rasa.core.run, rasa.model_training, rasa.__main__\n"
        "from slim_rasa.packages import package_of\n"
        "found = {n: getattr(m, '__file__', None) for n, m in sys.modules.items() if package_of(n)}\n"
        "print(json.dumps({n: f for n, f in found.items()}))"
    )
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert "tensorflow" in loaded, "Rasa asked for it, and the stand-in answered"
    really = {name.partition(".")[0] for name, file in loaded.items() if file}
    # What developers have besides (requirements-dev.lock) may be there
    assert really <= {"matplotlib", "networkx", "pydot", "colorhash", "sympy"}


@pytest.mark.parametrize("name", ["tensorflow", "twilio", "pymongo", "boto3"])
def test_everybody_else_is_told_the_truth(name: str) -> None:
    done = python(
        "import rasa.core.agent, importlib\n"
        f"try:\n    import {name}.some.part\nexcept ImportError as error:\n    print('not there:', error)\n"
        f"import {name}\n"
        f"try:\n    {name}.something\nexcept AttributeError as error:\n    print(error)"
    )
    assert "not there" in done.stdout, done.stderr
    assert f"pip install {PACKAGES[name]}" in done.stdout


def test_it_costs_next_to_nothing_where_rasa_is_not_used() -> None:
    done = python("import sys; print('slim_rasa.standins' in sys.modules, 'importlib.machinery' in sys.modules)")
    assert done.stdout.split()[0] == "False"


def test_a_component_that_needs_tensorflow_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(
        "recipe: default.v1\nassistant_id: a\nlanguage: en\npipeline:\n- name: WhitespaceTokenizer\n"
        "- name: CountVectorsFeaturizer\n- name: DIETClassifier\n  epochs: 1\npolicies:\n- name: RulePolicy\n"
    )
    (tmp_path / "domain.yml").write_text('version: "3.1"\nintents: [greet, bye]\n')
    (tmp_path / "nlu.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - hello\n    - hi\n'
        "- intent: bye\n  examples: |\n    - bye\n    - see you\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "rasa", "train", "nlu", "-u", "nlu.yml", "-d", "domain.yml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )
    assert done.returncode != 0
    assert "pip install tensorflow" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("use", "package"),
    [
        ("from rasa.core.channels.twilio import TwilioOutput; TwilioOutput('a', 'b', 'c')", "twilio"),
        ("from rasa.core.channels.slack import SlackBot; SlackBot('token')", "slack-sdk"),
        ("from rasa.core.tracker_store import MongoTrackerStore as M; M(None)", "pymongo"),
        (
            "from rasa.core.channels.socketio import SocketIOInput as S\n"
            "async def no(_): ...\nS('', '', '', None, False).blueprint(no)",
            "python-socketio",
        ),
    ],
)
def test_real_use_says_what_to_install(use: str, package: str) -> None:
    done = python(use)
    assert f"pip install {package}" in done.stderr, done.stderr[-1500:]


def test_names_of_packages() -> None:
    assert package_of("google.cloud.storage") == "google-cloud-storage"
    assert package_of("google.protobuf") is None
    assert package_of("tensorflow.keras.layers") == "tensorflow"
    assert package_of("numpy") is None


def test_telemetry_is_off_without_anybody_saying_so() -> None:
    done = python("import os; print(os.environ.get('RASA_TELEMETRY_ENABLED'))")
    assert done.stdout.strip() in {"false", "False"}


def test_a_stored_domain_is_what_rasa_reads(tmp_path: Path) -> None:
    from rasa.shared.core.domain import Domain

    from slim_rasa.quick import stored_domain

    text = (
        'version: "3.1"\nintents: [greet, ask]\nentities: [who]\n'
        "slots:\n  mood:\n    type: text\n    mappings:\n    - type: from_text\n"
        "responses:\n  utter_greet:\n  - text: 'yes'\n    metadata: {reviewed: 2026-01-05, sources: [on, off]}\n"
        "actions: [action_x]\nsession_config:\n  session_expiration_time: 0\n  carry_over_slots_to_new_session: true\n"
    )
    (tmp_path / "a.yml").write_text(text)
    Domain.from_path(tmp_path / "a.yml").persist(tmp_path / "domain.yml")
    (tmp_path / "a.yml").unlink()
    assert stored_domain(tmp_path).as_dict() == Domain.from_path(tmp_path).as_dict()


def test_copies_and_hashes_of_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    from rasa.shared.nlu.training_data.message import Message

    from slim_rasa import quick

    message = Message.build("hello there", "ask/what", entities=[{"entity": "who", "value": ["x"]}])
    plain = copy.deepcopy(message)
    monkeypatch.setattr(Message, "__deepcopy__", quick._deepcopy, raising=False)
    monkeypatch.setattr(Message, "__hash__", quick._hash)
    quickly = copy.deepcopy(message)
    assert quickly == plain == message
    assert len({quickly, plain, message}) == 1
    quickly.data["entities"][0]["value"].append("y")
    assert message.data["entities"][0]["value"] == ["x"], "nothing is shared"


def test_yaml_that_passed_its_schema_is_not_checked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rasa.shared.utils import validation

    from slim_rasa import quick

    seen: list[str] = []

    def check(text: str, schema: str, *_: str) -> None:
        seen.append(text)
        if "wrong" in text:
            raise ValueError(text)

    monkeypatch.setattr(validation, "validate_yaml_schema", check)
    quick._check_once(tmp_path / "passed.json")
    for text in ("a", "a", "b"):
        validation.validate_yaml_schema(text, "schema")
    for _ in range(2):
        with pytest.raises(ValueError, match="wrong"):
            validation.validate_yaml_schema("wrong", "schema")
    assert seen == ["a", "b", "wrong", "wrong"]
    monkeypatch.setattr(validation, "validate_yaml_schema", check)
    quick._check_once(tmp_path / "passed.json")
    validation.validate_yaml_schema("a", "schema")
    assert len(seen) == 4, "remembered on disk"
