"""The words of web pages, by category, and the words of speeches: evidence for and against, never proof."""

from __future__ import annotations

import re

# Category, words that a speech hardly ever uses, words that it may use. The first category that meets a line names it.
_SIGNS = (
    (
        "pagination",
        "上一页|下一页|后一页|前一页|尾页|末页|本文分页|加载更多|余下全文|阅读全文|未读|试读|预览|解锁|当前第|到此为止",
        "共 ?页|第页|分页|页次",
    ),
    (
        "navigation",
        "上一?[篇条则]|下一?[篇条则]|前一[篇则]|后一[篇则]|首 ?页|主页|当前位置|所在位置|您的位置|现在位置|所在的?位置|您在这里|面包屑|网站导[航览]|快捷导航|"
        "返回顶部|回到顶部|返回列表|返回首页|回首页|登[录入陆]|注册|会员|设为首页|加入收藏|收藏本站|站内|检索|搜 ?索|搜一搜|RSS|VIP|电脑版|手机版|移动版|PC端|TOP|"
        "无障碍|长者模式|English|跳到主要|常见问答|民众信箱|电子报|所属栏目|全部分类|帮助中心|充值|高级搜索|找回密码|分站|导览",
        "导航|位置|栏目|分类|频道|专题|专栏|全部|最新|热门|排行|精选|推荐|正文|详情|目录|篇目|列表|更多|浏览|公开|互动|服务|大全|范本|排行榜|信箱|帮助|即时|要闻",
    ),
    (
        "download",
        "下载|上传|word|Word|WORD|docx?|DOCX?|wps|PDF|pdf|文档|附件区|电子稿|电子版|另存|原文档|导出|可编辑的?版本|积分|金币|资源描述|贡献者|评级|推荐度|文件大小|点此|点击",
        "格式|大小|页数|篇幅|收录|类型|价格|编号|卖家|资源|获取|保存|复制|KB|字数|属性",
    ),
    (
        "share",
        "分享到|转发[至到]|微博|微信|QQ|朋友圈|二维码|扫码|扫一扫|扫描|公众号|小程序|APP|客户端|献花|转藏|点赞|打赏|海报|脸书|LINE|噗浪|粉丝团|转寄|友善列印|"
        "追踪我们|长按|小红书|豆瓣|贴吧|钉钉|复制链接|iOS|Android|在看|一键分享|按赞|推给好友|转给好友",
        "分享|收藏|打印|纠错|关闭|列印|字级|字号|字体|关注|喜欢|赞",
    ),
    (
        "comments",
        "发表评论|条评论|网友评论|文档评论|评论公约|昵称|验证码|匿名|楼主|跟帖|回帖|沙发|只看该作者|倒序|顶一个|使用道具|留言|评价|我来说两句|快速回复|发帖|签到|勋章|"
        "积分|等级|帖子|引用|电梯直达|复制链接|论坛|社区|回复",
        "评论|发表|提交|发送|主题|任务",
    ),
    (
        "copyright",
        "版权|[Cc]opy[Rr]ight|©|ICP|备案|著作权|All Rights|保留所有|公网安备|许可证号?|网站标识码|转载|侵权|未经授权|未经许可|独家稿件|原创首发|主办单位|技术支持|"
        "建议使用|分辨率|网站地图|关于我们|联系我们|关于本站|友情链接|合作站点|广告服务|投稿须知|隐私政策|用户协议|服务条款|意见反馈|诚聘英才|网站简介",
        "主办|承办|主管|地址|邮编|电话|传真|授权|所有权",
    ),
    (
        "disclaimer",
        "免责声明|本站|本网|网友上传|用户上传|用户自行|不代表|仅供参考|法律责任|举报|投诉|侵犯|不良信息|违规|申报|合法权益|来源于网络|互联网|平台|下架|自行核实|温馨提[醒示]|特别提示",
        "声明|提醒|说明|反馈",
    ),
    (
        "intro",
        "小编|网友投稿|编者按|导语|文档简介|内容简介|内容提要|文章摘要|文本预览|以下是|下面是小编|为大家整理|为您提供|为大家带来|全部内容|希望能?够?对[您你大]|"
        "收集整理|本文地址|永久链接|到这里就结束|分享完毕|本篇|本文由|本文是|本文为|本文来自|写作|文秘|网友|素材",
        "范文|摘要|简介|概述|前言|引言|整理|参考|欣赏|借鉴|摘录",
    ),
    (
        "byline",
        "责任编辑|责编|美编|编审|网络编辑|编辑[:/]|[初复终]审|值班主任|校对|发布[者人]|投稿|稿源|来源[:]|信息来源|文章来源|资料来源|作者[:]|佚名|供稿|通讯员|"
        "浏览次?数?|点击[率数量]|阅读数?[量(:]|人看过|访问量|点阅|人气|热度|围观|分钟阅读|次浏览|人下载",
        "来源|作者|编辑|责任人|发布于|发表于|上版|张贴|新闻联络人|记者|文/",
    ),
    ("date", "发布时间|发布日期|更新时间|更新日期|录入时间|上传时间|张贴日|发文日期|最后异动|发稿", "时间|日期"),
    (
        "related",
        "相关推荐|相关文章|相关范文|相关新闻|相关阅读|推荐阅读|延伸阅读|热门范文|猜你喜欢|为您推荐|看过本文|大家都在|感兴趣|类似文章|最新文章|同类|相近|继续看|"
        "更多精彩|更多相关|看更多|热门推荐|热门新闻|热门搜索|编辑推荐|拓展阅读|热词|顺便看看|戳这里|想看|甄选|合集|同题",
        "相关|推荐|阅读|本类|热门",
    ),
    ("advert", "广告|代写|加入.{0,8}群|领取|模板|优惠|免费|客服|开通|购买|付费|支付", "广告服务"),
    ("related", "关键[词字]|标签|[Tt]ags?|TAG|主题词|热词|归档于", ""),
)
_FALLBACK = {"head": "navigation", "tail": "related", "body": "artefact"}

_ADDRESS = re.compile(r"[Ww]{3}\.|\.(?:com|cn|net|org|tw)\b|https?:|@[\w-]+\.")
_STRONG = re.compile("|".join(strong for _, strong, _ in _SIGNS))
_ANY = re.compile("|".join(f"{strong}|{weak}" if weak else strong for _, strong, weak in _SIGNS))
_SURE = [(name, re.compile(strong)) for name, strong, _ in _SIGNS]
_LIKELY = [(name, re.compile(weak)) for name, _, weak in _SIGNS if weak]
_SPEECH = re.compile(
    "同志|代表|委员|大家|各位|谢谢|感谢|致谢|祝(?:愿|贺|大|各|您|你|同|全|我|身)|鼓掌|掌声|散会|休会|闭会|此致|敬礼|我们|尊敬|女士|先生|朋友们|[老师同学]们|乡亲|"
    "讲话完|汇报完|发言完|报告完|完了|完毕|再见|新年|主持人|讲话人|发言人|演讲人|报告人|录音|备询|各界"
)
_ADDRESSED = re.compile("各位(?:领导|代表|委员|来宾)|同志们|谢谢[大各]|让我们|我们要|敬礼|尊敬的|鼓掌|掌声")

# Where a run of Han characters is cut into words: at what pages say; the longest alternative comes first.
_PLAIN_WORDS = sorted(
    {
        word
        for _, strong, weak in _SIGNS
        for word in f"{strong}|{weak}".split("|")
        if re.fullmatch("[\u4e00-\u9fff]{2,}", word)
    },
    key=lambda word: (-len(word), word),
)
CUTS = re.compile("(" + "|".join(_PLAIN_WORDS) + ")")


def strong_sign(folded: str) -> bool:
    """Whether a line says what only pages say.

    >>> strong_sign("上一篇:没有了"), strong_sign("来源"), strong_sign("www.example.com")
    (True, False, True)
    """
    return _STRONG.search(folded) is not None or _ADDRESS.search(folded) is not None


def any_sign(folded: str) -> bool:
    """Whether a line says what pages say, though speeches may say it too."""
    return _ANY.search(folded) is not None or _ADDRESS.search(folded) is not None


def speech_words(folded: str) -> bool:
    """Whether a line has words of address, thanks, wishes: what speakers say.

    >>> speech_words("谢谢大家!"), speech_words("相关文章")
    (True, False)
    """
    return _SPEECH.search(folded) is not None


def addresses(folded: str) -> bool:
    """Whether a line turns to an audience, which no sign of a page outweighs."""
    return _ADDRESSED.search(folded) is not None


def category_of(folded: str, region: str = "head") -> str:
    """Guess the category of a line of chrome from its words, else from where it stands.

    >>> category_of("责任编辑:李某"), category_of("相关文章"), category_of("临溪", "head")
    ('byline', 'related', 'navigation')
    """
    for table in (_SURE, _LIKELY):
        counts = [(len(found), name) for name, words in table if (found := words.findall(folded))]
        if counts:
            return max(counts, key=lambda pair: pair[0])[1]
    return "copyright" if _ADDRESS.search(folded) else _FALLBACK.get(region, "artefact")
