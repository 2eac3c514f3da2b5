"""How the hall speaks to S3 (through django-storages): short waits, few tries, and nothing only Amazon knows."""

from typing import Any

from botocore.config import Config

CONNECT_S, READ_S, TRIES = 3, 20, 2  # a terminal waits for the answer, and comes again by itself


def s3_store(bucket: str, endpoint: str | None, region: str | None) -> dict[str, Any]:
    """An entry of Django's STORAGES for this bucket; `endpoint` None is Amazon."""
    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path" if endpoint else "auto"},
        connect_timeout=CONNECT_S,
        read_timeout=READ_S,
        retries={"total_max_attempts": TRIES},
        request_checksum_calculation="when_required",  # other servers know no trailing checksums
        response_checksum_validation="when_required",
    )
    options = {
        "bucket_name": bucket,
        "endpoint_url": endpoint or None,
        "region_name": region or None,
        "default_acl": None,
        "file_overwrite": True,
        "client_config": config,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
