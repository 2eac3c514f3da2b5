"""A sentence in every language the product speaks."""

from enum import StrEnum, unique

from pydantic import BaseModel, ConfigDict


@unique
class Language(StrEnum):
    """Languages of the screens; the value is the BCP 47 tag."""

    ZH = "zh-Hans"
    EN = "en"


class Text(BaseModel):
    """One sentence in Chinese and English; both are required and not empty."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_min_length=1)

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """The sentence in `language`."""
        return self.zh if language is Language.ZH else self.en
