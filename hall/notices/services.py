"""Writing notices. The text carries no case content: not what was asked for, not what was decided (domain 2.12)."""

from contract.people import mask_phone
from contract.text import Language, Text
from hall.cases.models import Case
from hall.notices.models import Notice

TEXTS: dict[str, Text] = {
    "in_locker": Text(
        zh="您的办理结果已放入自助柜,取件码{code},二维码 {link} ,请在{days}日内凭卡、取件码或二维码领取。",
        en="Your result is in the locker. Pick-up code {code}, QR code {link} ; please collect it within {days} days.",
    ),
    "in_locker_card": Text(
        zh="您的身份证件已放入自助柜,请在{days}日内由本人或事先登记的代领人凭社保卡领取。",
        en="Your identity document is in the locker. Please collect it within {days} days with your own card "
        "or that of the proxy you named.",
    ),
    "reminder": Text(
        zh="提醒:您的办理结果还在自助柜中,还可保管{days}日,请尽快领取。",
        en="A reminder: your result still waits in the locker, for {days} more days. Please collect it.",
    ),
    "kept_too_long": Text(
        zh="您的办理结果保管期已满,取件码已失效,请到街道政务服务中心领取。",
        en="The keeping time of your result is over and its code no longer works. "
        "Please collect it at the street service centre.",
    ),
    "delayed": Text(
        zh="您的信封未能按时送达,投递时间顺延至{day}。对不起,让您久等了。",
        en="Your envelope was not delivered in time; it is now due by {day}. We are sorry for the delay.",
    ),
    "to_correct": Text(
        zh="您提交的办件需要补正,{look}。",
        en="Something you handed in needs correcting. {look}",
    ),
    "lapsed": Text(
        zh="您的办件未在期限内补正,相应部分视为撤回,{look}。",
        en="What was missing did not come in time, so that part counts as withdrawn. {look}",
    ),
    "suspended": Text(
        zh="您的办件进入特别程序,预计{days}个工作日,这段时间不计入办理时限,{look}。",
        en="A special procedure of your case has begun. It should take {days} working days, which do not count "
        "towards the promised time. {look}",
    ),
    "resumed": Text(
        zh="您的办件特别程序已结束,办理时限继续计算,{look}。",
        en="The special procedure of your case is over and its time runs on. {look}",
    ),
    "not_accepted": Text(
        zh="您提交的办件有新的答复,{look}。",
        en="There is an answer to what you handed in. {look}",
    ),
    "sent_back": Text(
        zh="您的办件由哪个区办理,正由市里裁定。承诺的办结时间不因此延长,结果仍送到原定的自助柜。",
        en="The city is settling which district handles your case. The promised time is not lengthened by that, and "
        "the result still comes to the same locker.",
    ),
    "ruled": Text(
        zh="市里已裁定:您的办件由{place}办理。承诺的办结时间不变,结果仍送到原定的自助柜。",
        en="The city has settled it: your case is handled by {place}. The promised time stays as it was, and the "
        "result still comes to the same locker.",
    ),
    "reclaimed": Text(
        zh="您已从自助柜取回原件,申请已撤回。如不是您本人操作,请尽快联系街道政务服务中心。",
        en="You have taken your originals out of the locker and withdrawn your application. "
        "If that was not you, please tell the street service centre at once.",
    ),
    "reclaimed_late": Text(
        zh="您已从自助柜取回原件。申请已进入后续环节,未随之撤回,请联系街道政务服务中心。",
        en="You have taken your originals out of the locker. Your application had gone too far to be withdrawn by "
        "that; please ask at the street service centre.",
    ),
    "taken_back": Text(
        zh="您的办理结果已从自助柜取出保管,请到街道政务服务中心领取。",
        en="Your result was taken out of the locker for safe keeping. Please collect it at the street service centre.",
    ),
}

_LOOK = Text(zh="请到自助终端查看", en="Please look at the terminal.")
_ASK = Text(zh="请到受理窗口查询", en="Please ask at the counter where you applied.")
"""For what a counter took, which is in no terminal's list."""


def notify(
    case: Case,
    reason: str,
    parcel: str = "",
    code_sealed: bytes | None = None,
    days: int = 0,
    day: str = "",
    place: Text | None = None,
) -> Notice:
    """Write one notice in the applicant's language; in the caller's transaction.

    `{code}` and `{link}` stay open until shown: either opens the box.
    """
    language = Language(case.language) if case.language in set(Language) else Language.ZH
    text = TEXTS[reason].in_(language).replace("{days}", str(days)).replace("{day}", day)
    text = text.replace("{look}", (_ASK if case.counter_id else _LOOK).in_(language))
    text = text.replace("{place}", place.in_(language) if place else "")
    mobile = mask_phone(case.applicant_mobile)
    return Notice.objects.create(
        case=case, reason=reason, mobile_masked=mobile, text=text, code_sealed=code_sealed, parcel=parcel
    )
