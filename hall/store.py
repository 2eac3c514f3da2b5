"""Where papers and parts of uploads lie: on the hall's disk, or in S3 through django-storages (`HALL_S3_BUCKET`).

The one door to both. What `put` has taken survives a power cut before it returns; a name that exists is overwritten.
Every function raises `StoreAway` when the store cannot be reached or refuses: then nothing was kept.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages

from hall.secret_files import sync_folder, write_durably

NAME = "papers"  # in settings.STORAGES


class StoreAway(Exception):
    """The store cannot be reached or refuses; worth trying again later."""


class DurableDisk(FileSystemStorage):
    """Django's storage on disk, with files that are on the disk before `save` returns and readable to the hall only."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: what has it is overwritten."""
        return name

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{uuid4().hex}{_DRAFT}")
        write_durably(draft, content.read())
        os.replace(draft, path)
        sync_folder(path.parent)
        return name


_DRAFT = ".part"


def put(name: str, data: bytes) -> None:
    """Keep `data` under `name`, durably."""
    with _reached() as store:
        store.save(name, ContentFile(data))


def get(name: str) -> bytes:
    """What lies under `name`; raises `FileNotFoundError`."""
    with _reached() as store, store.open(name, "rb") as file:
        data: bytes = file.read()
        return data


def exists(name: str) -> bool:
    """Whether something lies under `name`."""
    with _reached() as store:
        return store.exists(name)


def names(folder: str) -> list[str]:
    """What lies in a folder, in order; drafts of a crash are not there. An unknown folder is an empty one."""
    with _reached() as store:
        try:
            found = store.listdir(folder)[1]
        except FileNotFoundError:
            return []
        return sorted(name for name in found if not name.endswith(_DRAFT))


def folders(folder: str) -> list[str]:
    """The folders in a folder, in order; an unknown one has none."""
    with _reached() as store:
        try:
            return sorted(store.listdir(folder)[0])
        except FileNotFoundError:
            return []


def drop(folder: str) -> None:
    """Remove a folder with what lies in it; one that is not there is gone already."""
    with _reached() as store:
        try:
            found = store.listdir(folder)[1]
        except FileNotFoundError:
            return
        for name in (*found, ""):
            store.delete(f"{folder}/{name}".rstrip("/"))


@contextmanager
def _reached() -> Iterator[Storage]:
    try:
        yield storages[NAME]
    except (BotoCoreError, ClientError) as error:
        raise StoreAway(type(error).__name__) from error
