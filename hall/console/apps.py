"""The console as a Django app."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Pages, templates, styles and words of the officers' console."""

    name = "hall.console"
    label = "console"
