"""`make shell`: talk to the running assistant in the terminal, through the same door as the page."""

from __future__ import annotations

import argparse
import json
import sys
import urllib.error
import urllib.request
from typing import Any

from bot.settings import load


class Line:
    """A conversation over HTTP."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.token = ""
        self.buttons: list[dict[str, str]] = []

    def request(self, method: str, path: str, body: dict[str, str] | None = None) -> dict[str, Any]:
        """One request; an error of the door comes back as its JSON body.

        Raises:
            OSError: nothing answers.
        """
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = json.dumps(body).encode() if body is not None else None
        call = urllib.request.Request(self.url + path, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(call, timeout=60) as answer:
                return dict(json.loads(answer.read() or b"{}"))
        except urllib.error.HTTPError as error:
            return dict(json.loads(error.read() or b"{}"))

    def say(self, typed: str) -> None:
        """Sends a text, or presses the button with that number; prints what is answered."""
        pressed = int(typed) - 1 if typed.isdigit() else -1
        body = {"choice": self.buttons[pressed]["choice"]} if 0 <= pressed < len(self.buttons) else {"text": typed}
        self.show(self.request("POST", "/chat/messages", body).get("messages", []))

    def show(self, messages: list[dict[str, Any]]) -> None:
        """Prints messages, with numbers for the buttons."""
        self.buttons = []
        for message in messages:
            print()
            if message.get("title"):
                print(f"== {message['title']} ==")
            print(message["text"])
            for contact in message.get("contacts", []):
                print(f"  {contact['name']}: {contact.get('phone') or contact.get('url') or contact['use']}")
            for source in message.get("sources", []):
                print(f"  Source: {source['label']}")
            for button in message.get("choices", []) + message.get("related", []):
                self.buttons.append(button)
                print(f"  [{len(self.buttons)}] {button['label']}")
        print()


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__, epilog="A number presses that button; Ctrl-D leaves.")
    parser.add_argument("--url", default=f"http://127.0.0.1:{load().port}", help="address of the assistant")
    line = Line(parser.parse_args().url.rstrip("/"))
    try:
        opened = line.request("POST", "/chat/session")
    except OSError:
        print(f"Nothing answers at {line.url}. Start the assistant first: make run", file=sys.stderr)
        return 1
    line.token = opened["token"]
    print(opened["privacy_notice"])
    while True:
        try:
            typed = input("> ").strip()
        except (EOFError, KeyboardInterrupt):
            print()
            return 0
        if typed:
            line.say(typed)


if __name__ == "__main__":
    sys.exit(main())
