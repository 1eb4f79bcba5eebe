"""Tell from the form of a line what it may be: a heading, a salutation, a date, a speaker, a title.

All of it reads folded, stripped lines, and none of it knows where in the page a line stands.
"""

from __future__ import annotations

import re
from itertools import islice

from cleaner.document.hosts import TLD

LONGEST_TITLE = 60  # code points
LONGEST_CALL = 24  # code points of a title that calls out after a pause: 奋斗吧,青春! Longer ones are said
SHORTEST_OPENING = 20  # code points behind a salutation
MOST_CALLS = 4  # pauses in a salutation

_ENUMERATION = re.compile(
    r"(?:[(]?[一二三四五六七八九十]{1,3}[)、.]|[(]?\d{1,2}[)、.](?!\d)|第[一二三四五六七八九十]{1,3}[,、:章节条部个项]|[①-⑳])"
)
_SALUTATION = re.compile(
    r".{0,40}(?:同志们|代表们|委员们|朋友们|同学们|老师们|战友们|乡亲们|女士们|先生们|来宾们|各位\S{1,12}"
    r"|同志|代表|委员|领导|来宾|朋友|家长|嘉宾)[:!]"
    r"|(?:[^,。;:!?]{0,12}各[^,。;:!?、]{1,14}[,、] ?){1,6}[^,。;:!?]{0,12}各[^,。;:!?]{1,14}:"
    r"|.{0,30}(?:们|各位\S{1,8})[,、] ?(?:大家|[你您]们)(?:早上|上午|中午|下午|晚上|新年|过年)?好[!:。]?"
)
_ADDRESS = re.compile(
    r"(?:(?:尊敬|敬爱|亲爱)的|各位|全体).{0,24}[,、]|.{0,8}(?:同志|代表|委员|朋友|同学|老师|战友|乡亲|女士|先生|来宾)们[,、]"
)
_SPOKEN_KINDS = (
    r"讲话|发言|[致谢酒迎别送寿婚奖][辞词]|演讲|报告|讲稿|总结|心得|体会|主持[词辞]|贺[词信电]|献词|寄语|述职|汇报|倡议书?"
    r"|公报|纪要|[开闭]幕[词辞]|答[辞词]|祝[词辞]|悼[词辞]|宣言|谈话|党课|感言|动员|表态"
)
_OFFICIAL_KINDS = "通知|决定|决议|通报|公告|通告|请示|批复|办法|规定|细则"
_TITLE_WORDS = re.compile(
    rf"{_SPOKEN_KINDS}|稿|范文|方案|意见|要点|材料|公开信|慰问信|承诺书|申请书|关于.{{2,50}}的(?:{_OFFICIAL_KINDS}|建议|说明)"
)
_DAY = (
    r"(?:(?:(?:中华)?民国\s*(?:\d{1,3}|[零百十一二三四五六七八九]{1,5})|\d{4}|1[0-4]\d|[〇零○一二三四五六七八九]{4})\s*年"
    r"\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*月(?:\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*日)?"
    r"|\d{4}[-./]\d{1,2}[-./]\d{1,2})"
)
# A day, in brackets with the place as well: (2012年3月9日,北京), (2012年3月9日在全区会议上).
_DATE_LINE = re.compile(
    rf"{_DAY}(?:\s*[(]?星期[一二三四五六日天][)]?)?(?:\s*[上下]午)?|[(\[【〔]{_DAY}(?:(?:\s*[,、 ]\s*|[在于])[^()。;:]{{2,40}})?[)\]】〕]"
    rf"|(?:讲话|演讲|发言|致辞)(?:时间|日期):\s*{_DAY}"
)
_OFFICE = (
    r"(?:书记|主席|总理|部长|省长|市长|县长|区长|镇长|乡长|州长|旗长|局长|处长|厅长|司长|校长|院长|行长|主任|会长|委员长"
    r"|检察长|董事长|总经理|总裁|秘书长|政委|支书|代表|总监|经理|科长|股长|所长|站长|队长|社长|馆长|园长|署长|组长|团长|理事长|总编辑?)"
)
# 225 family names, the hundred and fifty commonest among them: nine in ten people bear one of these.
_SURNAME = (
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白"
    "邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝"
    "包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈萧傅阎岑麦冼简卜卓饶甄苑佟栾隋柏褚郎卞晏荀钮蔚宓糜闵储匡尤娄敖丛巩戚虞瞿茅缪竺卿阚訾佘隗桑仇屠惠]"
)
_NAME = rf"(?:{_SURNAME}\s?[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff])?|{_SURNAME}?[×xX*○]{{1,3}}|{_SURNAME}?某{{1,2}})"
_PERSON = re.compile(_NAME)
_SPEAKER = re.compile(
    rf"[(]?(?:主?讲话?人|(?:发言|演讲|报告|致[辞词]|述职|汇报|宣讲|讲话)[人者])(?:[:]\s*(?P<a>[^\s:)]{{2,20}})|\s(?P<c>{_NAME}))[)]?"
    rf"|[^\s。,]{{2,12}}(?:班|学院|系)\s+(?P<d>{_NAME})"
    rf"|[(]?(?!尊敬|敬爱|亲爱)[^\s()]{{0,24}}{_OFFICE}[\s:]+(?P<b>{_NAME})[)]?"
)
_PAUSE = re.compile("[:!,]")
_SUBTITLE = re.compile(r"--?\s*\S.{3,60}")
_MENU = re.compile(r"\S{2,6}(?: +\S{2,6}){3,}")
_SENTENCE_END = re.compile(r"[。;!?…][\"')】》]*$")
_SPOKEN = re.compile(
    r"(?:我|今天|大家|同志们|同学们|老师们|朋友们|各位|尊敬的|敬爱的|亲爱的|刚才|下面|首先)|.{1,4}:|.*好!?$"
)

_SITE_TALKS = re.compile(
    r"(?:您好[,! ]*)?(?:欢迎|感谢)(?:您|你)?(?:光临|来到|访问|登[录陆]|浏览|使用).*|(?:当前|您的|所在)?位置.*|(?:网站|返回)?(?:首页|主页)(?:[^一-龥].*)?"
    r"|.{2,16}(?:网站?|文库|论坛|平台|文秘|之家|在线|大全|门户|驿站|家园|社区|图书馆|书屋) ?[-_|·,]+ ?(?:让|助|为|做|您|你|我们|专注|专业|每|伴|与|更|最|写|免费|全国|国内|一站|海量).*"
    r"|.*(?:最专业|最大|最全|最好|领先|一站式|免费|专业)的?.{0,10}(?:网站?|平台|文库|门户|范文网|资料库)"
    r"|.{0,6}(?:来源|作者|编辑|时间|日期|发布者?|浏览|点击|阅读|栏目|分类|标签|关键[词字]|字号|责编|出处|上传者?|人气|下载):.*"
    r"|[^/]{2,10}(?: ?/ ?[^/]{2,12}){2,}|[^-]{2,6}(?: - [^-]{2,12}){2,}[ -]*|[^|>»]+(?:[|>»]+[^|>»]+){2,}|(?:[^·]*·){3}.*|(?:[^【]*【[^】]*】){2}.*|.*(?:→|::|»|›|>>|▼|◎|☰).*"
    rf"|.*[A-Za-z0-9-]\.(?:{TLD})(?![a-z]).*"
    r"|.*\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.*"
    r"|[{}].*|.*[{}]"
    r"|(?:您|亲[,! ]|点击|点我|搜索|请[输点扫登]|(?:顶部|网站|站内)?(?:导航|菜单|首页|主页|栏目)|[\U0001f000-\U0001faff]).*"
    r"|.{0,12}(?:网|网站|文库|论坛|社区|频道|门户|在线|数字报|[日晚早]报|手机版|移动版|文档中心|之家|书屋|驿站|客户端|公众号)"
)
_KIND = rf"(?:关于.{{2,50}}的(?:{_OFFICIAL_KINDS})|{_SPOKEN_KINDS})"
_ENDS_AS_TITLE = re.compile(rf"{_KIND}(?:稿|材料|提纲|要点|范文|例文)*(?:及.{{2,10}})?[)\"]?(?:\([^()]*\))?$")


_SIGNATURE = re.compile(
    r"(?:(?!版权|[主承协]办|主管|来源|发布|技术|地址|制作|维护|关于|联系)[\u4e00-\u9fff×xX*○()、 ]{2,40}(?:政府|委员会|办公室|办公厅|领导小组|指挥部|组委会|筹委会|[县市省区镇乡团党]委|党组|支部|总支|工会|妇联|协会|联合会"
    r"|学会|商会|[局厅院馆所]|(?:血|工作|服务|文化|卫生|管理|检查|气象)站|学校|大学|[中一二三四五六七八九十]中学?|[一二三四五六七八九十]小|小学|幼儿园|公司|集团|中心|[村居]委会|街道办事处)"
    r"|(?:倡议|发起|述职|述廉|承诺|申请|汇报|宣誓|建议|报告|致信|敬告)(?:单位|人|者):.{2,40})"
)
_DOCUMENT_NUMBER = re.compile(r"(?:文号:? ?)?[\u4e00-\u9fff]{1,14} ?[\[(【〔] ?\d{4} ?[\])】〕] ?第?\d{1,5} ?号")


def opens_paragraph(text: str) -> bool:
    """Whether a line begins something new by its form: a numbered point, a heading, a salutation."""
    return _ENUMERATION.match(text) is not None or is_salutation(text)


def is_salutation(text: str) -> bool:
    """Whether a line is a salutation such as 同志们: or 各位代表:, or part of one that goes on in the next line.

    >>> [is_salutation(t) for t in ("同志们:", "尊敬的各位领导,", "各乡镇,县直各单位:", "同志们,这次会议很重要。")]
    [True, True, True, False]
    """
    return len(text) <= LONGEST_TITLE and (_SALUTATION.fullmatch(text) or _ADDRESS.fullmatch(text)) is not None


def opens_speech(text: str) -> bool:
    """Whether a line is a salutation with the speech going on behind it.

    >>> opens_speech("同志们:今天我们召开全区工作会议,主要任务是总结去年的工作。"), opens_speech("同志们:")
    (True, False)
    """
    salutation, colon, rest = text.partition(":")
    return len(rest) >= SHORTEST_OPENING and is_salutation(salutation + colon)


def opens_with_salutation(text: str) -> bool:
    """Whether a line is a salutation, or begins with one.

    >>> [opens_with_salutation(t) for t in ("同志们:", "同志们:今天开会。", "各位家长,大家下午好!", "今天我讲三点:")]
    [True, True, True, False]
    """
    return any(
        is_salutation(text[: pause.end()]) for pause in islice(_PAUSE.finditer(text, 0, LONGEST_TITLE), MOST_CALLS)
    )


def is_heading(text: str) -> bool:
    """Whether a line reads like a heading: short, no end of sentence, numbered or without a pause."""
    if len(text) > LONGEST_TITLE or "。" in text or _SENTENCE_END.search(text) or text[-1] in ":,、":
        return False
    return _ENUMERATION.match(text) is not None or not re.search(r"[,。;]", text)


def is_date(text: str) -> bool:
    """Whether a line is a date and nothing else, but for the weekday, or the place in the same brackets.

    >>> [is_date(t) for t in ("(2012年3月9日)", "〔2012年3月9日,北京〕", "2012年3月9日,会议开幕。")]
    [True, True, False]
    """
    return _DATE_LINE.fullmatch(text) is not None


def speaker_in(text: str) -> tuple[int, int] | None:
    """Return where in a line that names nothing but a speaker the name stands, or None.

    >>> speaker_in("国务院总理 李克强"), speaker_in("董事长:陈晓梅"), speaker_in("尊敬的李市长 各位来宾")
    ((6, 9), (4, 7), None)
    """
    found = _SPEAKER.fullmatch(text)
    if found is None:
        return None
    return next(found.span(name) for name in "abcd" if found[name])


def is_name(text: str) -> bool:
    """Whether a line is a person's name and nothing else.

    >>> is_name("陈晓梅"), is_name("陈某某"), is_name("今天")
    (True, True, False)
    """
    return _PERSON.fullmatch(text) is not None


def is_subtitle(text: str) -> bool:
    """Whether a line goes on a title: --在全区工作会议上的讲话."""
    return _SUBTITLE.fullmatch(text) is not None


def names_a_speech(text: str) -> bool:
    """Whether a line says what kind of speech it is the title of."""
    return _TITLE_WORDS.search(text) is not None


def ends_as_title(text: str) -> bool:
    """Whether a line ends in the kind of speech that it names, as titles do.

    >>> ends_as_title("在全区会议上的讲话"), ends_as_title("发言稿下载"), ends_as_title("汇聚优质范文")
    (True, False, False)
    """
    return _ENDS_AS_TITLE.search(text) is not None


def names_a_kind(text: str) -> bool:
    """Whether a line names a kind of speech, and not merely a text: 范文, 稿, 材料."""
    return re.search(_KIND, text) is not None


def is_document_number(text: str) -> bool:
    """Whether a line is the number of an official document, 文号.

    >>> is_document_number("某政发[2013]88号"), is_document_number("关于印发某政发[2013]88号文件的通知")
    (True, False)
    """
    return _DOCUMENT_NUMBER.fullmatch(text) is not None


def is_signature(text: str) -> bool:
    """Whether a line is the body or the person that an official text is signed by, above its date.

    >>> [is_signature(t) for t in ("某某县人民政府办公室", "倡议单位:某某街道", "版权所有:某某县人民政府", "今年政府工作报告")]
    [True, True, False, False]
    """
    return _SIGNATURE.fullmatch(text) is not None


def could_be_title(text: str) -> bool:
    """Whether a line has the form of a title: short, in Chinese, and not what somebody, or the site, says.

    >>> [could_be_title(t) for t in ("在全区工作会议上的讲话", "同学们好", "今天我演讲的题目是担当", "合:我们毕业了")]
    [True, False, False, False]
    >>> could_be_title("奋斗吧,青春!"), could_be_title("值此大会召开之际,谨向各位来宾表示热烈的欢迎和感谢!")
    (True, False)
    """
    return (
        4 <= len(text) <= LONGEST_TITLE
        and not text.endswith((",", ":", "。", ";", "、", "..."))
        and len(re.findall(r"[,;]", text)) < 2
        and not (text.endswith("!") and "," in text and len(text) > LONGEST_CALL)
        and sum("\u4e00" <= char <= "\u9fff" for char in text) >= 4
        and not is_date(text)
        and not is_document_number(text)
        and not is_subtitle(text)
        and _SPOKEN.match(text) is None
        and _MENU.fullmatch(text) is None
        and _SITE_TALKS.fullmatch(text) is None
        and (names_a_speech(text) or not text.startswith("我"))
        and speaker_in(text) is None
    )
