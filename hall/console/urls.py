"""Pages of the officers' console."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
