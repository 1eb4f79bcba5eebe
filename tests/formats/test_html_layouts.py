"""Whole pages as sites lay them out: of each the text comes out, all of it and nothing else, and when it was published."""

import pytest

from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.formats.html import page_of
from cleaner.prepare import matcher, options

TITLE = "在全县春耕生产动员会上的讲话"
BODY = (
    "同志们：",
    "今天我们召开全县春耕生产动员会，主要任务是分析当前形势，安排部署今年的各项工作。",
    "一、认清形势，增强做好春耕生产的责任感",
    "去年全县粮食总产再创新高，农民收入稳步增长，但是抗灾能力还不强，水利设施欠账还很多。",
    "各乡镇要把春耕生产摆在突出的位置，主要负责同志要亲自抓，一级抓一级，层层抓落实。",
    "二、突出重点，扎实推进",
    "要抓紧备足种子、化肥和农机，组织技术人员进村入户，把服务送到田间地头，送到农民的手里。",
    "谢谢大家！",
)
PARAGRAPHS = "".join(f"<p>　　{line}</p>" for line in BODY)
BREAKS = "<br>".join(f"&nbsp;&nbsp;{line}" for line in BODY)
TEASERS = (
    ("老旧小区改造加快", "昨天上午，记者走进城南社区，工人们正在铺设雨污分流的管道，居民们对改造充满期待。"),
    ("校园足球联赛开幕", "来自全县的十二支代表队参加了开幕式，比赛将持续三周，冠军队将代表县里参加市级联赛。"),
    ("图书馆延长开放时间", "从本月起，县图书馆的闭馆时间推迟到晚上九点，周末照常开放，方便学生和上班族借阅。"),
)
CARDS = "".join(f'<div class="it"><a href="/1">{title}</a><p>{text}</p></div>' for title, text in TEASERS)
LINKS = "".join(f'<li><a href="/1">{title}</a></li>' for title, _ in TEASERS)
COMMENTS = "".join(
    f'<div class="box"><b>网友</b><p>{text}</p></div>'
    for text in ("写得真实在，我们村里也开了这样的会，希望说到做到。", "请问种粮补贴什么时候发？去年等到了秋天。")
)

LAYOUTS = {
    "a template site with comments in boxes of no name": f"""<div class=place>当前位置: <a href=/>主页</a> &gt; <a href=/j>讲话</a></div>
        <div class=left><div class=view><h2>{TITLE}</h2><div class=info>时间:2020-03-01 10:30 来源:未知 点击: 次</div><div>{PARAGRAPHS}</div></div>
        <dl><dt><b>最新评论</b><a href=/c>查看所有评论</a></dt><dd>{COMMENTS}</dd></dl></div>
        <div class=right><dl><dt>热点内容</dt><dd><ul>{LINKS}</ul></dd></dl></div>""",
    "tables that frame columns": f"""<table><tr><td><a href=/>首页</a> | <a href=/a>讲话</a></td></tr></table>
        <table><tr><td>本站公告：因为机房搬迁，本站将于月底停机维护四个小时，敬请谅解。<ul>{LINKS}</ul></td>
        <td><table><tr><td align=center><b>{TITLE}</b></td></tr><tr><td>作者：佚名　点击数：15　更新时间：2020-3-1</td></tr>
        <tr><td>{BREAKS}</td></tr><tr><td>【<a href=#>打印此文</a>】【<a href=#>关闭窗口</a>】</td></tr></table></td></tr></table>""",
    "teasers in front of the text and behind it": f"""<div>{CARDS}</div><main><article><h1>{TITLE}</h1>
        <p><time datetime="2020-03-01T10:00">3月1日</time></p>{PARAGRAPHS}</article></main><div><h3>猜你喜欢</h3>{CARDS}</div>""",
    "a text that a script shows, beside what stays hidden": f"""<script>var publish_time = "2020-03-01";</script><h1>{TITLE}</h1>
        <div style="display:none"><p>写材料的人都在看的公众号，每天推送一篇好文章，欢迎扫码关注。</p></div>
        <div id=js_content style="visibility: hidden">{"".join(f"<section><p>{line}</p></section>" for line in BODY)}</div>
        <div><ul>{LINKS}</ul></div>""",
    "a text that is shown a part at a time": f"""<h1>{TITLE}</h1><div class=info>日期：2020-03-01</div>
        <div class=part>{"".join(f"<p>{line}</p>" for line in BODY[:4])}</div>
        <div class=part style="display:none">{"".join(f"<p>{line}</p>" for line in BODY[4:])}</div><div class=pages>上一页 1 2 下一页</div>""",
    "names that lie": f"""<div class="sidebar-wrap"><div class="comment-area"><h1>{TITLE}</h1><p class=time>2020-03-01</p>
        <div class="recommend-text">{PARAGRAPHS}</div></div></div>""",
    "a thread of which the first post is the text": f"""<h1>{TITLE}</h1>
        <div id=post_29 class=post><div class=who>秘书小王 积分 1095</div><div class=pi>发表于 2020-03-01 10:00 | 只看该作者 楼主</div><div class=t>{BREAKS}</div></div>
        {"".join(f"<div id=post_3{n} class=post><div class=who>网友{n}</div><div class=pi>发表于 2020-03-02 10:0{n} | 只看该作者</div><div class=t>{text}</div></div>" for n, (_, text) in enumerate(TEASERS))}""",
    "articles of which one is the text": f"""<article><h1>{TITLE}</h1><time>2020-03-01</time>{PARAGRAPHS}</article>
        {"".join(f"<article><h3>{title}</h3><p>{text}</p></article>" for title, text in TEASERS)}""",
    "readers that are named, in boxes of no name": f"""<h1>{TITLE}</h1><div class=info>日期：2020-03-01</div>{PARAGRAPHS}
        <section>{"".join(f"<div class=x><b>网友{n}</b><div>{text}</div></div>" for n, (_, text) in enumerate(TEASERS))}</section>""",
    "a text in boxes of one kind": f"""<h1>{TITLE}</h1><div class=info>日期：2020-03-01</div>
        {"".join(f"<div class=part><p>{line}</p></div>" for line in BODY)}""",
    "links amid the paragraphs": f"""<h1>{TITLE}</h1><div class=meta>2020-03-01 某某网</div><div>{"".join(f"<p>{line}</p>" for line in BODY[:4])}
        <p><b>相关阅读：</b></p><ul>{LINKS}</ul>{"".join(f"<p>{line}</p>" for line in BODY[4:])}</div>""",
}


@pytest.mark.parametrize("charset", ["gb18030", "utf-8"])
@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_text_of_a_page(layout: str, charset: str) -> None:
    markup = f"<!DOCTYPE html><html><head><meta charset=gb2312><title>{TITLE}_某某网</title></head><body>{layout}</body></html>"
    document = page_of(markup.encode(charset), "a.html", Config())
    (speech,) = clean(document, matcher(Config()), options(Config(), document)).speeches
    assert tuple(paragraph.text for paragraph in speech.paragraphs) == BODY
    assert (speech.title, speech.published) == (TITLE, "2020-03-01")
