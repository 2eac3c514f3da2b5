"""A sentence in both languages."""

import pytest
from pydantic import ValidationError

from contract.text import Language, Text


def test_the_language_asked_is_given() -> None:
    text = Text(zh="是", en="Yes")
    assert (text.in_(Language.ZH), text.in_(Language.EN)) == ("是", "Yes")


@pytest.mark.parametrize(
    "content", [{"zh": "是"}, {"en": "Yes"}, {"zh": "", "en": "Yes"}, {"zh": "是", "en": "Y", "fr": "o"}]
)
def test_both_languages_and_nothing_else(content: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Text.model_validate(content)


def test_a_text_does_not_change() -> None:
    with pytest.raises(ValidationError):
        Text(zh="是", en="Yes").zh = "否"
