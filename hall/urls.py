"""Where everything is: the terminals' API, the officers' console, the residents' pages, health and metrics."""

from django.urls import include, path
from django.views.generic import RedirectView

from hall.api import api
from hall.handover import page as handover
from hall.health import healthz
from hall.metrics import metrics
from hall.notices import pickup

handler400 = "hall.wrong.bad_request"
handler403 = "hall.wrong.forbidden"
handler404 = "hall.wrong.not_found"
handler500 = "hall.wrong.our_mistake"

urlpatterns = [
    path("api/v1/", api.urls),
    path("healthz", healthz),
    path("metrics", metrics),
    path("pickup/<str:token>", pickup.page, name="pickup"),
    path("pickup/<str:token>/qr.svg", pickup.image, name="pickup_image"),
    path("p/<str:token>", handover.page, name="handover"),
    path("prepare/", include("hall.counter.urls")),
    path("console/", include("hall.console.urls")),
    path("", RedirectView.as_view(url="/console/", permanent=False)),
]
