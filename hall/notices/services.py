"""Writing notices. The text carries no case content: not what was asked for, not what was decided (domain 2.12)."""

from contract.people import mask_phone
from contract.text import Language, Text
from hall.cases.models import Case
from hall.notices.models import Notice

TEXTS: dict[str, Text] = {
    "in_locker": Text(
        zh="您的办理结果已放入自助柜,取件码{code},请在{days}日内凭卡或取件码领取。",
        en="Your result is in the locker. Pick-up code {code}; please collect it within {days} days with card or code.",
    ),
    "to_correct": Text(
        zh="您提交的办件需要补正,请到自助终端查看。",
        en="Something you handed in needs correcting. Please look at the terminal.",
    ),
    "not_accepted": Text(
        zh="您提交的办件有新的答复,请到自助终端查看。",
        en="There is an answer to what you handed in. Please look at the terminal.",
    ),
    "taken_back": Text(
        zh="您的办理结果已从自助柜取出保管,请到街道政务服务中心领取。",
        en="Your result was taken out of the locker for safe keeping. Please collect it at the street service centre.",
    ),
}


def notify(case: Case, reason: str, parcel: str = "", code_sealed: bytes | None = None, days: int = 0) -> Notice:
    """Write one notice in the applicant's language; in the caller's transaction. `{code}` stays open until shown."""
    language = Language(case.language) if case.language in set(Language) else Language.ZH
    text = TEXTS[reason].in_(language).replace("{days}", str(days))
    mobile = mask_phone(case.applicant_mobile)
    return Notice.objects.create(
        case=case, reason=reason, mobile_masked=mobile, text=text, code_sealed=code_sealed, parcel=parcel
    )
