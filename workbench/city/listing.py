"""A long list of the real one's size: 8,033 services of 52 units in twelve districts, the same one each time.

Sizes are those of the article (domain 1.1, rows 7 and 7a). The first lines are the catalogue's own items; the rest are
made of a deed, a matter and sometimes a kind of person, each a plausible name and none of them a fact about Guangzhou.
"""

from collections.abc import Iterator
from itertools import islice, product

from contract.catalogue import Catalogue, load
from contract.item import Here
from contract.listing import Line, record

SERVICES, UNITS = 8033, 52
DISTRICTS = tuple(f"4401{code:02d}" for code in (3, 4, 5, 6, 11, 12, 13, 14, 15, 17, 18, 83))
_DEEDS = (
    *("首次申领", "补领", "换领", "变更", "延续", "注销", "核准", "备案", "登记", "年度报告", "遗失声明", "信息查询"),
    *("资格认定", "补贴申请", "缴费", "退费", "转移接续", "证明开具", "变更备案", "预约"),
)
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


def records(services: int = SERVICES) -> dict[str, str]:
    """The first `services` lines by their ids, as records of `contract.listing`."""
    return {line.id: record(line, keywords) for line, keywords in islice(_lines(load()), services)}


def _lines(catalogue: Catalogue) -> Iterator[tuple[Line, tuple[str, ...]]]:
    for item in catalogue.items.values():
        days = item.promised_workdays
        yield _line(item.id, len(item.id), item.title.zh, item.short.zh, item.here, days), item.keywords
    made = product(_PEOPLE, _DEEDS, _MATTERS)
    for number, (person, deed, matter) in zip(range(SERVICES - len(catalogue.items)), made, strict=False):
        short = f"{person}{matter}"
        yield _line(f"G{number:05d}", number, f"{short}{deed}", short + deed[:2], Here.INFO, number % 30), (matter,)


def _line(id_: str, number: int, title: str, short: str, here: Here, days: int | None) -> Line:
    unit = number % UNITS + 1
    bodies = {district: f"11{district}MB00U{unit:04d}0" for district in DISTRICTS}
    promised = {
        district: None if days is None else days + (number + place) % 3 for place, district in enumerate(DISTRICTS)
    }
    return Line(id_, title, short, f"U{unit:02d}", here, bodies, promised)
