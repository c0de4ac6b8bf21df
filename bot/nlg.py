"""Turns a response's name into a reply, inside the Rasa process, so that answers need no action server.

Rasa's own generator fills `{slots}` into templates; ours reads the response's metadata instead
(title, sources, related topics, buttons, contacts) and what the classifier decided.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot import context, settings
from bot.channels.replies import ANSWER, CONTACTS, DANGER, TEXT, Choice, Reply
from guidance.directory import load_directory
from guidance.notices import load_notices

ASK = "utter_ask/"
FALLBACK = "utter_fallback"
OUTSIDE = "utter_out_of_scope/"
DANGER_ANSWER = "utter_child_in_danger"
PEOPLE = ("user_is_child", "user_is_parent", "user_distress")  # who needs more than the emergency answer
SUGGESTED = 3


class Responses(NaturalLanguageGenerator):
    """The response generator named in endpoints.yml."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        # Rasa makes the generator before it knows the domain and hands the responses over with each call
        self.responses: dict[str, list[dict[str, Any]]] = domain.responses if domain else {}

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """The message for a response, as text plus a `custom` payload of replies.

        Returns None for a response that does not exist, which Rasa reports.
        """
        self.responses = kwargs.get("domain_responses") or self.responses
        decision = (tracker.latest_message.parse_data if tracker.latest_message else {}).get("topic_decision") or {}
        if utter_action.startswith(ASK) and decision.get("band") == "suggest":
            replies = self._suggest(decision)
        elif utter_action == FALLBACK:
            replies = self._suggest(decision, unsure=True)
        elif utter_action.startswith(ASK):
            topics = [utter_action[len(ASK) :], decision.get("also")]
            replies = [self.answer(topic) for topic in topics if topic and f"{ASK}{topic}" in self.responses]
        elif utter_action == DANGER_ANSWER:
            replies = self._plain(utter_action, tracker) + self._besides_danger(decision, tracker)
        elif utter_action in self.responses:
            replies = self._plain(utter_action, tracker)
        else:
            return None
        if not replies:
            return None
        return {
            "text": "\n\n".join(reply.text for reply in replies),
            "custom": {"replies": [reply.to_dict() for reply in replies]},
        }

    def _response(self, name: str) -> tuple[str, dict[str, Any]]:
        first = self.responses[name][0]
        return str(first.get("text", "")).strip(), dict(first.get("metadata") or {})

    def title(self, topic: str) -> str:
        """A topic's title as a practitioner sees it."""
        return str(self._response(f"{ASK}{topic}")[1].get("title", topic))

    def answer(self, topic: str, text: str | None = None) -> Reply:
        """The answer on a topic; `text` replaces its wording (more, shorter)."""
        full, data = self._response(f"{ASK}{topic}")
        return Reply(
            kind=ANSWER,
            text=text or full,
            title=data.get("title"),
            topic=topic,
            sources=list(data.get("sources", [])),
            reviewed=data.get("reviewed"),
            related=[self._to_topic(t) for t in data.get("related", []) if f"{ASK}{t}" in self.responses],
            contacts=[c.to_dict() for c in load_directory().local(*data["local"])] if data.get("local") else [],
        )

    def _besides_danger(self, decision: dict[str, Any], tracker: DialogueStateTracker) -> list[Reply]:
        """The detector would rather ring too often: what else the message is about follows the emergency answer.

        Not where a phrase that always counts was found, nor in the middle of a guided tool.
        """
        parsed = tracker.latest_message.parse_data if tracker.latest_message else {}
        if (parsed.get("danger") or {}).get("phrase") or tracker.get_slot(context.ACTIVE_SLOT):
            return []
        ranking = [str(i["name"]) for i in parsed.get("intent_ranking") or [] if i["name"] != "child_in_danger"]
        if ranking[:1] == ["ask"] and decision.get("band") == "answer" and decision.get("topics"):
            topic = decision["topics"][0]["topic"]
            return [self.answer(topic)] if f"{ASK}{topic}" in self.responses else []
        if ranking and ranking[0] in PEOPLE:
            return self._plain(f"utter_{ranking[0]}", tracker)
        return []

    def _to_topic(self, topic: str) -> Choice:
        return Choice(label=self.title(topic), intent="ask", topic=topic)

    def _suggest(self, decision: dict[str, Any], unsure: bool = False) -> list[Reply]:
        """'Did you mean': up to three topics in plain words and a way out."""
        near = [t["topic"] for t in decision.get("topics", []) if f"{ASK}{t['topic']}" in self.responses][:SUGGESTED]
        notices = load_notices()
        choices = [self._to_topic(topic) for topic in near]
        if near and not unsure:
            text = notices.say("did_you_mean")
            choices.append(Choice(notices.say("button_none"), "talk_to_human"))
        else:
            text, data = self._response(FALLBACK)
            choices += [Choice.from_dict(choice) for choice in data.get("choices", [])]
        return [Reply(kind=TEXT, text=text, choices=choices)]

    def _plain(self, name: str, tracker: DialogueStateTracker) -> list[Reply]:
        """Any other response: what its metadata asks for."""
        text, data = self._response(name)
        dynamic = data.get("dynamic")
        if dynamic == "repeat":
            said = [Reply.from_dict(payload) for payload in context.last_replies(tracker)]
            return said or [Reply(kind=TEXT, text=text)]
        if dynamic in ("more", "shorter", "source"):
            return self._about_last(dynamic, text, tracker)
        if data.get("notice"):
            text += "\n\n" + load_notices().say(data["notice"], days=settings.current().retention_days)
        choices = [Choice.from_dict(choice) for choice in data.get("choices", [])]
        choices += [self._to_topic(t) for t in data.get("related", []) if f"{ASK}{t}" in self.responses]
        if name.startswith(OUTSIDE):  # never a dead end: a person can always be reached
            choices.append(Choice(load_notices().say("button_human"), "talk_to_human"))
        kind = data.get("kind", TEXT)
        if kind == DANGER and tracker.get_slot(context.ACTIVE_SLOT):
            choices.append(Choice(label=load_notices().say("button_continue"), intent="resume"))
        contacts = [c.to_dict() for c in load_directory().for_audience(data["contacts"])] if "contacts" in data else []
        return [
            Reply(
                kind=CONTACTS if contacts and kind == TEXT else kind,
                text=text,
                title=data.get("title"),
                sources=list(data.get("sources", [])),
                choices=choices,
                contacts=contacts,
            )
        ]

    def _about_last(self, what: str, otherwise: str, tracker: DialogueStateTracker) -> list[Reply]:
        """More on, less of, or the sources of the topic answered last."""
        topic = context.last_topic(tracker)
        if not topic or f"{ASK}{topic}" not in self.responses:
            return [Reply(kind=TEXT, text=otherwise)]
        full, data = self._response(f"{ASK}{topic}")
        if what == "more":
            more = data.get("more")
            if more:
                return [self.answer(topic, str(more).strip())]
            related = self.answer(topic).related
            return [Reply(kind=TEXT, text=load_notices().say("no_more"), choices=related)]
        if what == "shorter":
            return [self.answer(topic, first_sentence(full))]
        return [Reply(kind=TEXT, text=load_notices().say("sources"), sources=list(data.get("sources", [])))]


def first_sentence(text: str) -> str:
    """The first sentence of an answer, which by our rules answers the question on its own."""
    first = text.split("\n\n")[0]
    return re.split(r"(?<=[.!?])\s+(?=[A-Z])", first, maxsplit=1)[0]
