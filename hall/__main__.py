"""`python -m hall ...`: serve, migrate, let in terminals and people, print the API, check the stories."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hall.settings")

if __name__ == "__main__":
    import django

    django.setup()
    from hall.commands import main

    sys.exit(main(sys.argv[1:]))
