"""A hand that fills in the form: choices by tapping, numbers on the keypad, addresses in Pinyin."""

from collections.abc import Callable
from typing import Any

from workbench.hand import Hand

_CHOICES = {"p.hukou_kind": "city", "agent.used": "false", "out.channel": "here"}


class FormHand:
    """`say` gets a line a question, `picture` is called where there is something to see."""

    def __init__(self, hand: Hand, say: Callable[[str], None], picture: Callable[[str], None]) -> None:
        self._hand, self._say, self._picture = hand, say, picture

    def fill(self, question: dict[str, Any]) -> None:
        """What is asked and not known yet gets an answer; what is already there is read out."""
        if question["read_only"] or question["value"] not in (None, "", []) or not question["required"]:
            if question["value"] not in (None, ""):
                self._say(f"   {question['label']}: already there, {question['origin']}")
            return
        name = f"field:{question['id']}"
        if question["kind"] in ("choice", "bool"):
            self._hand.tap(f"choice:{question['id']}:{_CHOICES[question['id']]}")
        elif question["kind"] == "mobile":
            self._digits(name, "13000000000")
        else:
            self._pinyin(name)
        self._say(f"   {question['label']}: filled in")

    def _digits(self, name: str, digits: str) -> None:
        self._hand.tap(name)
        for digit in digits:
            self._hand.tap(f"key:{digit}")
        self._hand.tap("key:ok")

    def _pinyin(self, name: str) -> None:
        """荔湾中山路, as a person types it."""
        self._hand.tap(name)
        for letters, word in (("li", "荔"), ("wan", "湾"), ("zhongshan", "中山"), ("lu", "路")):
            self._hand.type_on_screen(letters)
            self._hand.choose_word(word)
        self._picture("keyboard")
