"""Look into an outbox: `python -m offline_queue list|stats|show FILE`. No personal data: bodies are sealed."""

import argparse
import json
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from offline_queue import outbox
from offline_queue.errors import StoreError, translated

_LIST = (
    "SELECT id, kind, state, priority, attempts, created_at, settled_at, length(sealed) AS sealed_bytes, blob_bytes"
    " FROM outbox WHERE state IN ('ready', 'sending', 'refused') ORDER BY priority, seq"
)
_SHOW = (
    "SELECT id, kind, case_id, terminal, counter, state, priority, head, attempts, due_at, created_at, settled_at,"
    " key_id, digest, length(sealed) AS sealed_bytes, blob_sha256, blob_bytes, upload_url, receipt, refusal"
    " FROM outbox WHERE id = ?"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the file is opened read-only. Status 1 when it cannot be read or the id is not there."""
    parser = argparse.ArgumentParser(prog="python -m offline_queue", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, words in (("list", "what waits or was refused"), ("stats", "figures"), ("show", "one envelope")):
        command = commands.add_parser(name, help=words)
        command.add_argument("file", type=Path)
        if name == "show":
            command.add_argument("id")
    options = parser.parse_args(arguments)
    try:
        with translated(options.file):
            connection = sqlite3.connect(f"{options.file.absolute().as_uri()}?mode=ro", uri=True)
            connection.row_factory = sqlite3.Row
            try:
                return _run(connection, options)
            finally:
                connection.close()
    except (StoreError, sqlite3.Error) as error:
        print(f"{options.file}: {error}", file=sys.stderr)  # noqa: T201
        return 1


def _run(connection: sqlite3.Connection, options: argparse.Namespace) -> int:
    if options.command == "stats":
        return _print([asdict(outbox.stats(connection))])
    if options.command == "list":
        return _print([dict(row) for row in connection.execute(_LIST)])
    found = [dict(row) for row in connection.execute(_SHOW, (options.id,))]
    return _print(found) or (0 if found else 1)


def _print(rows: list[dict[str, object]]) -> int:
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
