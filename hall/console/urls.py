"""Pages of the officers' console."""

from django.urls import path

from hall.console.views import acts, case, custody, fleet, form, notices, queue, sign

app_name = "console"

urlpatterns = [
    path("", sign.home, name="home"),
    path("login", sign.sign_in, name="sign_in"),
    path("logout", sign.sign_out, name="sign_out"),
    path("language", sign.language, name="language"),
    path("cases", queue.queue, name="queue"),
    path("cases/<str:number>", case.case, name="case"),
    path("cases/<str:number>/history", case.history, name="history"),
    path("cases/<str:number>/materials/<str:material>.pdf", case.material, name="material"),
    path("cases/<str:number>/accept", acts.accept, name="accept"),
    path("cases/<str:number>/correct", acts.correct, name="correct"),
    path("cases/<str:number>/not-accept", acts.not_accept, name="not_accept"),
    path("cases/<str:number>/decide", acts.decide, name="decide"),
    path("cases/<str:number>/pack", acts.pack, name="pack"),
    path("cases/<str:number>/forms/<str:item>", form.form, name="form"),
    path("cases/<str:number>/items/<str:item>/correct", acts.correct_task, name="correct_task"),
    path("cases/<str:number>/items/<str:item>/suspend", acts.suspend, name="suspend"),
    path("cases/<str:number>/items/<str:item>/resume", acts.resume, name="resume"),
    path("mail-room", custody.mail_room, name="mail_room"),
    path("hand-out", custody.hand_out, name="hand_out"),
    path("parcels/<str:barcode>/give", custody.give, name="give"),
    path("parcels/<str:barcode>/label", custody.label, name="label"),
    path("parcels/<str:barcode>.svg", custody.barcode_image, name="barcode"),
    path("doubts", custody.doubts, name="doubts"),
    path("doubts/<int:doubt_id>", custody.settle, name="settle"),
    path("notices", notices.notices, name="notices"),
    path("notices/<int:notice_id>/code", notices.code, name="notice_code"),
    path("terminals", fleet.terminals, name="terminals"),
    path("terminals/<str:terminal_id>/revoke", fleet.revoke, name="revoke"),
]
