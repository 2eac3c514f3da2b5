"""Let a crowd of terminals in, in a process of its own: `python -m workbench.city.crowd_rows COUNT`."""

import hashlib
import sys

import django
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LOADED = 500  # terminals that the filling made, each with its share of the cases


def ids(count: int) -> list[str]:
    """Their ids: first those with cases."""
    return [f"LD{n:04d}" if n <= LOADED else f"BX{n:04d}" for n in range(1, count + 1)]


def key_of(id_: str) -> Ed25519PrivateKey:
    """A terminal's key; worth nothing outside the bench, so it may follow from the id."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(id_.encode()).digest())


def enrol(count: int) -> dict[str, str]:
    """Let them all in without their codes, which are slow by design; the hall's public keys, in hex."""
    from hall.fleet.models import Terminal
    from hall.keys import hall_keys

    rows = [
        Terminal(id=id_, site="合成小区", person_key=bytes(32), public_key=key_of(id_).public_key().public_bytes_raw())
        for id_ in ids(count)
    ]
    Terminal.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=["public_key"])
    keys = hall_keys()
    return {"seal": keys.sealing.public.raw.hex(), "sign": keys.signing.public_key().public_bytes_raw().hex()}


def main() -> None:
    """Enrol, and print the key to seal to."""
    django.setup()
    sys.stdout.write(enrol(int(sys.argv[1]))["seal"])


if __name__ == "__main__":
    main()
