"""Files that come by form are kept in memory, never on disk: nothing of them is sealed or filed yet."""

from io import BytesIO

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from contract.handover import MAX_FILE_BYTES


class InMemory(FileUploadHandler):
    """Keeps a file in memory, and one byte more than is allowed at most."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self._data = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """The rest of what is too large is dropped."""
        self._data.write(raw_data[: MAX_FILE_BYTES + 1 - self._data.tell()])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file; its name and what the sender says of its type are not used."""
        size = self._data.tell()
        self._data.seek(0)
        return InMemoryUploadedFile(self._data, self.field_name, "page", "", size, None)
