"""What a resident's signature covers: the answers and the pages, by a hash that terminal and hall both work out."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any


def document_sha256(answers: Mapping[str, Any], pages: Mapping[str, Sequence[str]]) -> str:
    """SHA-256 (hex) over the answers by field and, by material, the SHA-256 of each page of its PDF."""
    said = {"answers": dict(answers), "pages": {material: list(some) for material, some in pages.items()}}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
