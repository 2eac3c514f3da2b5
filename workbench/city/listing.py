"""A long list of the real one's size: 8,033 services of 52 units in twelve districts, the same one each time.

Sizes are those of the article (domain 1.1, rows 7 and 7a). The first lines are the catalogue's own items; the rest are
made of a deed, a matter and sometimes a kind of person, each a plausible name and none of them a fact about Guangzhou.
"""

from collections.abc import Iterator
from itertools import islice, product

from contract.catalogue import Catalogue, load
from contract.item import AdminLevel, Here
from contract.listing import EVERYWHERE, Line, Unit, files_of, record
from contract.text import Text

SERVICES, UNITS = 8033, 52
DISTRICTS = tuple(f"4401{code:02d}" for code in (3, 4, 5, 6, 11, 12, 13, 14, 15, 17, 18, 83))
_DEEDS = {
    **{"首次申领": "First issue", "补领": "Replacement", "换领": "Renewal", "变更": "Change", "延续": "Extension"},
    **{
        "注销": "Cancellation",
        "核准": "Approval",
        "备案": "Filing",
        "登记": "Registration",
        "年度报告": "Yearly report",
    },
    **{"遗失声明": "Notice of loss", "信息查询": "Enquiry", "资格认定": "Recognition", "补贴申请": "Subsidy"},
    **{"缴费": "Payment", "退费": "Refund", "转移接续": "Transfer", "证明开具": "Certificate"},
    **{"变更备案": "Filing of a change", "预约": "Appointment"},
}
_MATTERS = (
    *("食品经营许可", "公共场所卫生许可", "医师执业证", "护士执业证", "义诊活动", "母婴保健技术许可", "疫苗接种点"),
    *("道路运输证", "网约车驾驶员证", "出租汽车经营许可", "机动车维修经营", "船舶营运证", "港口经营许可", "驾驶证"),
    *(
        "建筑工程施工许可",
        "商品房预售许可",
        "房屋租赁合同",
        "物业维修资金",
        "公共租赁住房",
        "住房公积金贷款",
        "燃气经营许可",
    ),
    *("民办学校办学许可", "教师资格证", "幼儿园", "高中学籍", "校外培训机构", "助学金", "学生资助"),
    *(
        "社会团体",
        "民办非企业单位",
        "基金会",
        "低保",
        "临时救助",
        "特困人员供养",
        "殡葬服务",
        "养老机构",
        "孤儿基本生活费",
    ),
    *("企业职工养老保险", "工伤认定", "失业保险金", "创业补贴", "技能鉴定证书", "劳务派遣许可", "就业困难人员"),
    *("医疗保险参保", "生育津贴", "门诊特定病种", "异地就医", "大病救助", "药店定点"),
    *("企业设立", "外商投资企业", "分公司", "农民专业合作社", "动产抵押", "股权出质", "商标注册", "计量器具检定"),
    *("排污许可", "危险废物经营许可", "取水许可", "河道管理范围建设", "林木采伐许可", "野生动物驯养", "占用绿地"),
    *("导游证", "旅行社", "营业性演出", "文物保护单位修缮", "互联网上网服务场所", "体育场馆", "健身气功活动"),
    *("律师执业证", "公证", "法律援助", "司法鉴定", "人民调解", "仲裁员"),
    *("烟草专卖零售许可", "典当行", "拍卖企业", "成品油零售", "再生资源回收", "单用途预付卡"),
    *("无线电台执照", "测绘资质", "地图审核", "不动产登记", "土地使用权转让", "规划条件", "户外广告设施"),
    *("养犬登记证", "爆炸物品购买", "保安员证", "印章刻制", "旅馆业特种行业许可", "集会", "居民户口簿", "边境通行证"),
)
_PEOPLE = ("", "残疾人", "老年人", "退役军人", "港澳居民", "高校毕业生", "农村居民", "小微企业")


_OFFICES = (
    "公安",
    "民政",
    "人社",
    "卫健",
    "教育",
    "市场监管",
    "交通",
    "住建",
    "规划",
    "生态环境",
    "文旅",
    "司法",
    "税务",
)


def records(services: int = SERVICES) -> dict[str, str]:
    """The first `services` lines by their ids, as records of `contract.listing`."""
    return {line.id: record(line, keywords) for line, keywords in islice(_lines(load()), services)}


def units() -> dict[str, Unit]:
    """All departments by their ids."""
    return {f"U{number:02d}": _unit(number) for number in range(1, UNITS + 1)}


def pack_files(services: int = SERVICES) -> dict[str, str]:
    """The list as files of a pack."""
    return files_of(records(services), units())


def _unit(number: int) -> Unit:
    turn, office = divmod(number - 1, len(_OFFICES))
    name = Text(zh=f"{_OFFICES[office]}部门{turn + 1}", en=f"Department {number}")
    return Unit(name=name, bodies={district: f"11{district}MB00U{number:04d}0" for district in DISTRICTS})


def _lines(catalogue: Catalogue) -> Iterator[tuple[Line, tuple[str, ...]]]:
    for item in catalogue.items.values():
        promised = _promised(len(item.id), item.promised_workdays)
        unit = f"U{len(item.id) % UNITS + 1:02d}"
        yield Line(item.id, item.title, item.short.zh, unit, item.level, item.here, promised), item.keywords
    made = product(_PEOPLE, _DEEDS.items(), _MATTERS)
    for number, (person, deed, matter) in zip(range(SERVICES - len(catalogue.items)), made, strict=False):
        yield _line(number, f"{person}{matter}", *deed), (matter,)


def _line(number: int, whom: str, deed: str, english: str) -> Line:
    level = (AdminLevel.STREET, AdminLevel.DISTRICT, AdminLevel.CITY)[number % 3]
    title = Text(zh=f"{whom}{deed}", en=f"{english} ({whom})")
    unit = f"U{number % UNITS + 1:02d}"
    here = Here.PREPARE if number % 5 == 0 else Here.INFO
    only = (DISTRICTS[number % 11],) if number % 9 == 4 else ()  # ours, like all of this: no source names such services
    return Line(f"G{number:05d}", title, whom + deed[:2], unit, level, here, _promised(number, number % 30), only)


def _promised(number: int, days: int | None) -> dict[str, int | None]:
    """One number everywhere, or, of every second service, one a district."""
    if days is None or number % 2:
        return {EVERYWHERE: days}
    return {district: days + (number + place) % 3 for place, district in enumerate(DISTRICTS)}
