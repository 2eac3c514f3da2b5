"""Is the hall fit to take something? Asks the database, the data folder and the store of papers, not only itself."""

import os

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from hall import store
from hall.store import StoreAway


def healthz(_request: HttpRequest) -> JsonResponse:
    """200 when a case could be stored now, else 503 naming what is wrong."""
    wrong = []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        wrong.append("database")
    if not os.access(settings.HALL_DATA, os.W_OK):
        wrong.append("data folder")
    try:
        store.exists("healthz")
    except StoreAway:
        wrong.append("store of papers")
    return JsonResponse({"ok": not wrong, "wrong": wrong}, status=503 if wrong else 200)
