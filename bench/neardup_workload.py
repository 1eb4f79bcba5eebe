#!/usr/bin/env python3
r"""Write workloads for near-duplicate search: paragraphs as JSON Lines (``id``, ``text``), with what they are beside.

    neardup_workload.py --out FILE [--kind mixed|distinct|formula|template] [--size N] [--seed S]

FILE.parts.jsonl says of every paragraph that is not simply distinct what it was made as and from which others. A
paragraph follows from the seed and its number alone, so nothing is kept in memory, and the same call gives the same
bytes. Ids are in the order of the lines; what belongs together stands far apart.

mixed      the parts of `PARTS`, the rest distinct
distinct   nothing repeats
formula    one paragraph, N times
template   one paragraph with other figures each time
"""

from __future__ import annotations

import argparse
import functools
import json
import math
import pathlib
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import opencc
from neardup_exact import jaccard, key

KINDS = ("mixed", "distinct", "formula", "template")
FAMILIES = 50
FORMULAS = 10
GIANT = 1_000_000
"""Bytes of a giant paragraph, about."""


def words(text: str) -> tuple[str, ...]:
    """Return the words of a block."""
    return tuple(text.split())


# No word holds a numeral: figures stand in figure clauses only, so a test of figures can be held to what was made.
WE = words("""
    全县上下 各级干部 各有关部门 乡镇党委 机关同志 广大党员 基层组织 工作专班 驻村队员 企业职工 社区网格员 青年志愿者
    监督员 教育系统 卫生系统 交通部门 水利部门 农业部门 财政部门 文旅部门 民政部门 司法所 派出所 居委会 合作社 行业协会
    技术骨干 老同志 中小学教师 医护人员
""")
DO = words("""
    抓实 推进 落实 完善 巩固 拓展 优化 健全 强化 深化 盘活 整治 改造 提升 培育 引导 规范 统筹 协调 督促 检查
    总结 推广 宣传 落细 夯实 压紧 打通 延伸 激活 补齐 改进 公开 评估 调度 细化 简化 充实 维护 修订 疏通 保障
    扶持 撬动 理顺 兑现 复核 登记 更新 管护
""")
HOW = words("""
    扎实 稳妥 主动 及时 认真 从严 持续 逐项 按期 公开 有序 全面 深入 精准 严格 平稳 坚决 反复 定期 分类 靠前
    联合 依法 带头 合力 因地制宜 实事求是 不折不扣 久久为功 见微知著 循序渐进 雷厉风行 举重若轻 对照清单 结合实际
    围绕中心 服务大局 着眼长远 立足当前 面向群众
""")
WHAT = words("""
    灌溉渠系 乡村道路 营商环境 项目储备 招商平台 税收征管 就业培训 职业教育 幼儿看护 养老服务 医疗保险 公共卫生 应急预案
    防汛物资 森林防火 食品检验 药品监管 社区矫正 信访积案 矛盾调解 普法宣讲 档案整理 预算绩效 国有资产 债务化解 土地流转
    粮食收储 种子繁育 病虫防治 畜禽粪污 河道保洁 污水管网 垃圾转运 噪声治理 扬尘管控 湿地修复 林长巡护 文物修缮 非遗传承
    图书借阅 农家书屋 体育场馆 旅游厕所 民宿管理 物流配送 冷链仓储 电商直播 园区配套 标准厂房 技术改造 专利转化 人才公寓
    校企合作 供热改造 燃气安全 电梯检修 老旧小区 停车秩序 公交线路 农村客运 桥梁养护 危房改造 饮水工程 水库除险 村务公开
    集体收入 干部考核 作风督查 廉政谈话 党费收缴 支部活动 志愿服务 退役安置 残疾康复 妇幼保健 青少年保护 统计调查
    资料共享 窗口服务 热线办理 政务公开
""")
LIKE = words("""
    突出 薄弱 关键 长远 现实 具体 细小 繁重 紧迫 普遍 基础 主要 直接 明显 潜在 复杂 特殊 日常 重点 难点 核心
    外围 经常性 阶段性 结构性 深层次 苗头性 倾向性 群众身边 历史遗留
""")
END = words("""
    让群众看得见变化 使成效经得起检验 把好事办到心坎上 确保责任不悬空 防止问题反弹回潮 形成齐抓共管局面 推动工作提质增效
    为发展增添后劲 不留死角不走过场 真正做到善始善终 以实绩回应期待 赢得社会各界好评 把短板变成潜力 让制度长出牙齿
    使资源用在刀刃上 做到件件有着落 把压力转为动力 为明年开局打好底子 让干部有劲头有奔头 使经验留得住传得开
""")
FIGURE = words("""
    累计投入资金{}万元 新建成管线{}公里 受益住户达到{}户 同比提高{}个百分点 办结群众来信{}件 完成绿化面积{}亩
    组织培训{}人次 整改隐患{}处
""")

# Names of places and people: real text is full of what hardly recurs, and an exact join lives on it.
FIRST = tuple(
    "安白宝北昌长朝成澄赤崇春慈丹道德登东定敦恩繁丰奉福阜富甘高古固关光广贵桂海汉杭合和河贺衡红洪湖花华淮怀黄惠吉济佳嘉建江金锦靖静开康昆兰乐黎丽连凉临灵龙鲁罗马茂梅"
)
SECOND = tuple(
    "门明木南宁盘平坪坡浦启前桥青清庆泉仁荣如瑞沙山上绍射深胜石顺朔松泰潭塘桃天田通桐望威文武西溪霞夏仙象孝新兴秀徐宣雪延岩盐阳瑶伊宜义银应英永攸榆玉源远岳云"
)
PLACE = words("村 乡 镇 街道 社区 林场 水库 学校 园区 车站 医院 码头 市场 片区 牧场 渔港")
SURNAME = tuple(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严金魏陶姜戚谢邹喻柏水窦章苏潘葛范彭郎鲁韦昌马苗方俞任袁柳"
)
GIVEN = tuple(
    "安邦宝斌彬冰波博才昌超晨诚承春聪达丹东栋恩帆芳飞峰锋凤福刚钢歌功光国海涵浩恒宏虹洪华怀辉慧吉嘉坚建健江杰洁锦晶景静军君俊凯康可坤兰磊莉亮林玲龙露满茂梅敏明娜宁培鹏平琪强巧青清庆琼荣蓉柔锐瑞"
)
ROLE = words("同志 组长 站长 书记 主任 校长 师傅 医生 队长 委员 工程师 老人")

AREA = (FIRST, SECOND, PLACE)
PERSON = (SURNAME, GIVEN, GIVEN, ROLE)
FRAMES: tuple[tuple[str | Sequence[str], ...], ...] = (
    (WE, HOW, DO, WHAT),
    ("在", *AREA, HOW, DO, WHAT),
    (*AREA, DO, LIKE, "的", WHAT, "问题"),
    ("把", *AREA, "的", WHAT, "同", WHAT, "结合起来"),
    ("对", *AREA, "的", WHAT, HOW, DO),
    (*PERSON, "带领", WE, DO, WHAT),
    (*AREA, "和", *AREA, DO, WHAT),
    ("由", *PERSON, "负责", DO, WHAT),
    (WE, "到", *AREA, DO, WHAT),
    (END,),
    (*PERSON, "和", *PERSON, "介绍", *AREA, "的", WHAT),
    (*AREA, "的", WHAT, "要", HOW, DO),
)
CLAUSES = (8, 18)
STOPS = "，，，，；，，。，，，。"
HALF_WIDTH = str.maketrans("，；。", ",;.")
FIGURE_CLAUSE = re.compile(r"[^，；。]*\d[^，；。]*")
WORD_RUN = re.compile(r"\w+")
ODD = (
    "", " ", "\u3000", "。", "好", "同志", "谢谢！", "掌声", "休息五", "大家好啊", "各位代表：", "\U00020bb7", "𠮷野家𠮷",
    "😀" * 6, "𠮷𡃁𠮟𡗗𢦏" * 12, "😀😃😄" * 20, "第二", "----------", "×××××", "\u200b\u200b", "(完)", "……" * 40,
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A paragraph: its text and, where it is not simply distinct, what it was made as and from which items."""

    text: str
    part: str = ""
    of: tuple[int, ...] = ()
    more: tuple[tuple[str, Any], ...] = ()


# --- text ---------------------------------------------------------------------------------------------------------


def clause(rng: random.Random) -> str:
    """Return a clause without figures."""
    pick = rng.random
    frame = FRAMES[int(pick() * len(FRAMES))]
    return "".join([part if isinstance(part, str) else part[int(pick() * len(part))] for part in frame])


def figure(rng: random.Random) -> str:
    """Return a clause with a figure."""
    return rng.choice(FIGURE).format(rng.randint(11, 99999))


def compose(rng: random.Random, clauses: int, figures: float = 0.07) -> str:
    """Return that many clauses as sentences; a share of them has figures."""
    pieces = []
    for number in range(clauses):
        pieces.append(figure(rng) if rng.random() < figures else clause(rng))
        pieces.append(STOPS[number % len(STOPS)])
    pieces[-1] = "。"
    return "".join(pieces)


def source(seed: int, number: int) -> random.Random:
    """Return what decides all about one paragraph."""
    return random.Random(seed << 40 | number)


def plain(seed: int, number: int, shortest: int = CLAUSES[0]) -> str:
    """Return distinct paragraph ``number``."""
    rng = source(seed, number)
    return compose(rng, rng.randint(shortest, CLAUSES[1]))


@functools.cache
def traditional(char: str) -> str:
    """Return the Traditional form of a character, where that has the character as its Simplified form."""
    other = str(_converter("s2t").convert(char))
    return other if _converter("t2s").convert(other) == char else char


@functools.cache
def _converter(config: str) -> Any:
    return opencc.OpenCC(config)


def disguise(text: str, way: int) -> str:
    """Return a text with the same key: as it is, or in other punctuation, blanks, script or width."""
    match way % 5:
        case 1:
            return text.translate(HALF_WIDTH)
        case 2:
            return "\u3000\u3000" + text.replace("，", "， ").replace("。", "。 ").rstrip()
        case 3:
            return "".join(map(traditional, text))
        case 4:
            return "".join(chr(ord(char) + 0xFEE0) if "0" <= char <= "9" else char for char in text)
    return text


def change(rng: random.Random, text: str, target: float, part: slice = slice(None)) -> str:
    """Return ``text`` with words of other text in it, so that the Jaccard index of the two comes near ``target``.

    A run of n characters replaced takes n + 4 of the 5-grams away and brings as many new ones, at the very start of
    the key only n. Clauses with figures stay. ``part`` says in which of the runs between stops words may change.
    """
    grams = len(key(text)) - 4
    left = max(1, round(grams * (1 - target) / (1 + target)))
    fixed = [match.span() for match in FIGURE_CLAUSE.finditer(text)]
    spans = [match.span() for match in WORD_RUN.finditer(text)]
    runs = [span for span in spans[part] if not any(start <= span[0] < end for start, end in fixed)]
    chars = list(text)
    fresh = iter("".join(clause(rng) for _ in range(left // 4 + 4)))
    if left < 5 and runs and runs[0][0] == 0:
        runs = [(0, left)]
        left += 4
    # Runs that follow each other are one run of the key, so the first of them alone costs four grams more.
    first = rng.randrange(max(1, len(runs) - left // 8))
    left = max(1, left - 4)
    for start, end in runs[first:]:
        for at in range(start, min(end, start + max(0, left))):
            chars[at] = next(char for char in fresh if char != chars[at])
            left -= 1
    return "".join(chars)


def nearness(a: str, b: str) -> float:
    """Return the exact Jaccard index of two texts' keys."""
    return jaccard(key(a), key(b))


def variant(seed: int, family: int, number: int) -> str:
    """Return a member of a family: the same text with a figure no other member has, and others."""
    rng = source(seed, 1 << 38 | family)
    text = compose(rng, 18, figures=0)
    first, second, third = (match.start() for match in list(re.finditer("[，。]", text))[3:14:5])
    own = source(seed, 1 << 37 | family << 24 | number)
    figures = (f"，总额{100_003 + number}元", f"，其中{own.randint(11, 99)}户", f"，占{own.randint(11, 99)}％")
    return text[:first] + figures[0] + text[first:second] + figures[1] + text[second:third] + figures[2] + text[third:]


# --- parts --------------------------------------------------------------------------------------------------------

MAKES = dict[str, Callable[[int, int, int], Row]]


@dataclass(frozen=True)
class Workload:
    """A kind of workload of a size and a seed: what each item is, and in which line it stands."""

    kind: str
    size: int
    seed: int

    @functools.cached_property
    def counts(self) -> dict[str, int]:
        """How many paragraphs each part has."""
        if self.kind != "mixed":
            return {self.kind: self.size}
        size = self.size
        counts = {
            "copy": size * 8 // 100,
            "near": size * 8 // 100,
            "chain": size // 1000 * 3,
            "formula": size // 100,
            "template": FAMILIES * max(4, size // 5000),
            "split": size // 400 * 2,
            "merged": size // 400,
            "odd": size // 100,
            "giant": 2 * max(1, size // 50_000),
        }
        return {"distinct": size - sum(counts.values()), **counts}

    @functools.cached_property
    def step(self) -> int:
        """How many lines lie between one item and the next; a number that shares no divisor with the size."""
        step = round(self.size * 0.618) | 1
        while math.gcd(step, self.size) != 1:
            step += 1
        return step

    def line(self, item: int) -> int:
        """Return the line in which an item stands."""
        return (item * self.step + self.seed) % self.size

    def id(self, item: int) -> str:
        """Return the id of an item, in the order of the lines."""
        return f"p{self.line(item):07d}"

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Yield every paragraph with its id, in the order of the lines."""
        back = pow(self.step, -1, self.size)
        for line in range(self.size):
            item = (line - self.seed) * back % self.size
            yield self.id(item), self.row(item)

    def row(self, item: int) -> Row:
        """Return what an item is."""
        start = 0
        for part, count in self.counts.items():
            if item < start + count:
                return getattr(self, f"make_{part}")(item, item - start)  # type: ignore[no-any-return]
            start += count
        raise IndexError(item)

    def original(self, part: int, number: int) -> int:
        """Return a distinct item out of one of four ranges, so that no item is a source of two kinds."""
        room = self.counts["distinct"] // 4
        return part * room + number % room

    def make_distinct(self, item: int, _: int) -> Row:
        """Return a paragraph that is like no other."""
        return Row(plain(self.seed, item))

    def make_copy(self, item: int, number: int) -> Row:
        """Return a copy, as it is or in disguise; some paragraphs are copied often."""
        of = self.original(0, number // 2 if number % 2 else number % 97)
        return Row(disguise(plain(self.seed, of), number), "copy", (of,))

    def make_near(self, item: int, number: int) -> Row:
        """Return a near copy, its similarity anywhere between 0.5 and 0.99."""
        of = self.original(1, number)
        text = plain(self.seed, of)
        near = change(source(self.seed, item), text, (50 + number % 50) / 100)
        return Row(near, "near", (of,), (("jaccard", nearness(text, near)),))

    def make_chain(self, item: int, number: int) -> Row:
        """Return a member of a chain A ~ B ~ C; of the three lines B's is never the first."""
        group, first = number // 3, item - number % 3
        items = sorted(range(first, first + 3), key=self.line)
        names = "ABC" if group % 2 else "ACB"
        name = names[items.index(item)]
        start = plain(self.seed, 1 << 36 | group, shortest=15)
        rng = source(self.seed, 1 << 35 | group)
        middle = change(rng, start, 0.86, slice(0, 6))
        text = {"A": start, "B": middle, "C": change(rng, middle, 0.86, slice(-6, None))}[name]
        return Row(text, "chain", tuple(items), (("role", name), ("group", group)))

    def make_formula(self, _: int, number: int) -> Row:
        """Return a formula, to the character the same each time."""
        group = number % FORMULAS if self.kind == "mixed" else 0
        return Row(plain(self.seed, 1 << 34 | group), "formula", (), (("group", group),))

    def make_template(self, _: int, number: int) -> Row:
        """Return a member of a family."""
        group, member = (number % FAMILIES, number // FAMILIES) if self.kind == "mixed" else (0, number)
        return Row(variant(self.seed, group, member), "template", (), (("group", group),))

    def make_split(self, _: int, number: int) -> Row:
        """Return one of the two halves of a paragraph."""
        of = self.original(2, number // 2)
        text = plain(self.seed, of)
        middle = text.index("，", len(text) // 2 - 20) + 1
        return Row(text[middle:] if number % 2 else text[:middle], "split", (of,))

    def make_merged(self, _: int, number: int) -> Row:
        """Return two paragraphs as one."""
        of = self.original(3, 2 * number), self.original(3, 2 * number + 1)
        return Row("".join(plain(self.seed, one) for one in of), "merged", of)

    def make_odd(self, _: int, number: int) -> Row:
        """Return next to nothing, or characters that few think of."""
        return Row(ODD[number % len(ODD)], "odd")

    def make_giant(self, item: int, number: int) -> Row:
        """Return a paragraph of 1 MB, or a near copy of it."""
        clauses = GIANT // 3 // 15
        text = compose(source(self.seed, 1 << 33 | number // 2), clauses, figures=0)
        if number % 2 == 0:
            return Row(text, "giant")
        near = change(source(self.seed, item), text, 0.9)
        return Row(near, "giant", (item - 1,), (("jaccard", nearness(text, near)),))


def write(workload: Workload, path: pathlib.Path) -> None:
    """Write a workload, and its parts beside it."""
    with path.open("w", encoding="utf-8") as out, parts_path(path).open("w", encoding="utf-8") as parts:
        for id_, row in workload.rows():
            out.write(json.dumps({"id": id_, "text": row.text}, ensure_ascii=False) + "\n")
            if row.part:
                entry = {"id": id_, "part": row.part, "of": [workload.id(item) for item in row.of], **dict(row.more)}
                parts.write(json.dumps(entry, ensure_ascii=False) + "\n")


def parts_path(path: pathlib.Path) -> pathlib.Path:
    """Return where the parts of a workload are."""
    return path.with_name(path.name + ".parts.jsonl")


def main() -> int:
    """Write the workload that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--kind", choices=KINDS, default="mixed")
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    write(Workload(args.kind, args.size, args.seed), args.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
