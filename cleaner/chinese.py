"""Messages in Chinese, under the English ones as they stand in the code; numbers in braces are what is filled in, in order."""

from __future__ import annotations

# The command line: what argparse says.
ARGUMENTS = {
    "usage: ": "用法：",
    "usage:": "用法：",
    "positional arguments:": "参数：",
    "options:": "选项：",
    "commands:": "命令：",
    "example: {1}": "示例：{1}",
    "show this help message and exit": "显示本帮助后退出",
    "Try `{1} --help`.": "请看 `{1} --help`。",
    "the following arguments are required: {1}": "缺少必需的参数：{1}",
    "argument {1}: invalid choice: {2} (choose from {3})": "参数 {1}：不能是 {2}（可选：{3}）",
    "argument {1}: an empty name": "参数 {1}：名称是空的",
    "argument {1}: expected one argument": "参数 {1}：后面要有一个值",
    "argument {1}: expected at least one argument": "参数 {1}：后面至少要有一个值",
    "argument {1}: invalid {2} value: {3}": "参数 {1}：{3} 不是 {2} 型的值",
    "argument {1}: not allowed with argument {2}": "参数 {1} 不能与 {2} 同用",
    "argument {1}: ignored explicit argument {2}": "参数 {1} 不带值，却给了 {2}",
    "unrecognized arguments: {1}": "不认识的参数：{1}",
    "; did you mean '{1}'?": "；是不是想写“{1}”？",
    "; did you mean {1}?": "；是不是想写 {1}？",
}

# The command line: what its commands and options are for.
HELP = {
    "Turn scraped Chinese speeches into a clean corpus, with a ledger of every character removed.": (
        "把抓取的中文讲话稿清洗成语料库；删改的每一个字符都记入删改记录。"
    ),
    "print the version of what matters, and exit": "显示各相关组件的版本后退出",
    "the language of messages (default: that of LC_ALL, LC_MESSAGES or LANG)": (
        "提示信息的语言（默认随 LC_ALL、LC_MESSAGES 或 LANG）"
    ),
    "clean files and folders into a corpus": "把文件和文件夹清洗成语料库",
    "make the corpus of the shares that `cleaner run --shard` has cleaned": (
        "把 `cleaner run --shard` 清洗好的各分片合并成语料库"
    ),
    "clean only share I of N, below --out, for `cleaner merge`; other machines clean the others": (
        "只清洗 N 份中的第 I 份，写到 --out 之下，留给 `cleaner merge` 合并；其余各份由别的机器清洗"
    ),
    "the corpus folder, with the shares below it": "语料库文件夹，各分片在其中",
    "the list of metadata, where it now lies elsewhere": "元数据清单（如果换了位置）",
    "clean one file, or several": "清洗一个或几个文件",
    "show what cleaning would do to a sample of pages; nothing is written": "抽取若干网页，预览清洗效果；不写任何文件",
    "show the raw text with what goes, what comes, and why": "显示原文，标出删什么、补什么、为什么",
    "tie the rows of a table of corrections to the texts that they are about, and say which are out of date": (
        "把更正表的各行与所指文本绑定，并指出哪些已经过时"
    ),
    "the data check: exit 0 if the corpus is as it should be, else 1": "数据检查：语料合格则退出码为 0，否则为 1",
    "draw a sheet of what was removed and kept, for a person to mark; read it back": (
        "抽取删去和保留的文字制成抽检表，供人工判断；再读回判断结果"
    ),
    "make the report of a corpus again: one page that needs no network": "重新生成语料库的报告：一个不需要联网的网页",
    "show what two runs over the same pages do differently: exit 0 if nothing, else 1": (
        "比较同一批网页的两次清洗：没有不同则退出码为 0，否则为 1"
    ),
    "write the raw files again, byte for byte": "逐字节还原原始文件",
    "write a finished corpus in another form or variant, without cleaning again": "把已有语料库导出成另一种格式或版本，不必重新清洗",
    "show the text that was removed": "显示删去的文字",
    "find near-duplicates among records that are clean already, and write who repeats whom": (
        "在已清洗的记录中查找近似重复，写出谁与谁重复"
    ),
    "list, test, lint, write and suggest rules": "列出、测试、检查、起草、建议规则",
    "settings (default: ./cleaner.toml, if it is there)": "配置文件（默认：当前文件夹的 cleaner.toml，如果有）",
    "add the rules of a folder or file; repeatable": "加用某个文件夹或文件里的规则；可重复",
    "leave the built-in rules out": "不用内置规则",
    "a text file of lines to remove wherever one stands by itself; repeatable": (
        "删除语文件：一行一句，凡单独成行者删去；可重复"
    ),
    "files, folders, globs or addresses, of any format that is read": "文件、文件夹、通配符或网址，任何能读的格式",
    "the corpus folder to write": "要写入的语料文件夹",
    "the encoding of the input, instead of finding it out": "指定输入的编码，不再自动判断",
    "what to take where the encoding is undecided": "编码无法判定时采用的编码",
    "convert the text that comes out (default: keep)": "输出文字的简繁转换（默认：keep，不转换）",
    "split collections into speeches (default: auto)": "把合集拆成单篇（默认：auto）",
    "a table (.csv or .xlsx) of what single documents should have come out as": "更正表（.csv 或 .xlsx）：个别文档应有的结果",
    "the largest file that is read at once (default: 64M)": "一次读入的文件最大多少（默认 64M）",
    "the longest line of JSON Lines (default: 256M)": "JSONL 的一行最长多少（默认 256M）",
    "what an archive may unpack to (default: 64G)": "一个压缩包最多解出多少（默认 64G）",
    "how many times its own size an archive may unpack to, beyond 64M, or a workbook, beyond 8M (default: 100)": (
        "解出的内容超过 64M（工作簿超过 8M）时，最多是文件本身的多少倍（默认 100）"
    ),
    "how many files an archive may hold (default: 1000000)": "一个压缩包里最多有多少文件（默认 1000000）",
    "how deep archives may lie within each other (default: 4)": "压缩包里最多能套几层压缩包（默认 4）",
    "a list (.csv or .xlsx) of titles, dates, addresses … of the documents; it goes before what they say": (
        "元数据表（.csv 或 .xlsx）：各文档的标题、日期、网址等；以表为准"
    ),
    "the column of the list that names the document: by file name, address or id": (
        "元数据表中指明文档的那一列：文件名、网址或 id"
    ),
    "join a speech that lies in several files, x.txt and x_2.txt, where they say so (default: auto)": (
        "一篇分存在 x.txt、x_2.txt 等几个文件的，页面写明是分页时接成一篇（默认：auto）"
    ),
    "what to do with them (default: drop)": "近似重复如何处理（默认：drop，删去）",
    "research drops whole reposts and tags near-duplicates, training drops both; other options go before it": (
        "research 删整篇重复、标近似重复，training 两者都删；其他选项优先"
    ),
    "similarity from which they count (default: 0.8)": "相似度达到多少算近似重复（默认：0.8）",
    "records, a corpus folder, or an index of them, that are only compared with: what repeats them goes": (
        "只用来比对的记录、语料文件夹或其索引：与之重复的删去"
    ),
    "make references ready for every search that compares with them": "把比对用的文本做成索引，供多次查重使用",
    "write an index of references, for --against": "写出比对文本的索引，供 --against 使用",
    "records, or a corpus folder": "记录文件或语料文件夹",
    "the file to write": "要写出的文件",
    "the field or column that holds the text": "正文所在的字段或列",
    "how records are written (default: jsonl)": "记录的格式（默认：jsonl）",
    "what the ledger holds (default: full, which restore needs)": "删改记录写多少（默认：full，还原需要它）",
    "processes (default: as many as pay)": "进程数（默认：按收益自动决定）",
    "what it runs on: this machine, or Spark as Spark's own settings say (default: local)": (
        "在哪里运行：本机，或按 Spark 自身的设置在 Spark 上运行（默认：local）"
    ),
    "partitions on Spark (default: as many as pay)": "在 Spark 上的分区数（默认：按收益自动决定）",
    "what the search may use before it takes to the disk, such as 512M (default: 1G)": (
        "查重可用的内存，超出则用磁盘，如 512M（默认：1G）"
    ),
    "listed errors that still count as success (default: 0)": "列出的错误不超过此数仍算成功（默认：0）",
    "let this rule remove much, or a sentence of the keep-set; repeatable": "准许这条规则删得多，或删保护句库里的句子；可重复",
    "replace a corpus of other inputs, rules or settings": "替换由其他输入、规则或配置生成的语料库",
    "no progress and no summary": "不显示进度和小结",
    "print the counts as JSON": "以 JSON 输出各项计数",
    "files or globs, or - for standard input": "文件或通配符；- 表示标准输入",
    "what to print (default: text)": "输出什么（默认：text）",
    "write to a file, all at once, instead of printing": "写入文件（一次写成），不在屏幕上输出",
    "put the clean text, as UTF-8, in the place of each file; the raw one is kept beside it": (
        "用清洗后的文字（UTF-8）替换原文件；原文件留在旁边"
    ),
    "print what would change, line by line, and write nothing": "逐行显示会有哪些改动，不写文件",
    "what the names of raw files that are kept end in (default: .bak; '' keeps none)": (
        "留存的原文件名后加什么（默认：.bak；'' 表示不留）"
    ),
    "whether to colour what is printed (default: auto, which is on a terminal and without NO_COLOR)": (
        "是否用颜色（默认：auto，在终端上且未设 NO_COLOR 时用）"
    ),
    "files, folders or globs, as for run": "文件、文件夹或通配符，与 run 相同",
    "how many pages (default: 20)": "抽取多少页（默认：20）",
    "first and last lines to show of each (default: 3)": "每页首尾各显示几行（默认：3）",
    "a file, or - for standard input": "一个文件；- 表示标准输入",
    "only this line (from 1)": "只看这一行（从 1 数起）",
    "the table; its column sha256 is filled in": "更正表；会填好其中的 sha256 列",
    "a corpus folder": "语料文件夹",
    "a shorter record is short": "短于此数的记录算过短",
    "allowed share of paragraphs with chrome left": "残留网页噪声的段落允许占多少",
    "allowed share of empty or short records": "空或过短的记录允许占多少",
    "allowed share of damaged records": "损坏的记录允许占多少",
    "allowed share of near-duplicate paragraphs left": "残留的近似重复段落允许占多少",
    "a file of figures that the corpus may only better; they go before the allowed shares": (
        "基线文件：各项数字只许变好；优先于允许的比例"
    ),
    "write the baseline: figures that are better now are lowered, none is raised": "写基线文件：变好的数字调低，从不调高",
    "how to tell the outcome (default: text)": "检查结果的格式（默认：text）",
    "write the outcome to a file, all at once, and tell it in words as well": "把结果写入文件（一次写成），同时用文字显示",
    "the folder that was cleaned, as findings are to name it: pages/ makes a.txt pages/a.txt": (
        "结果中以哪个文件夹为根称呼原文件：给 pages/ 则 a.txt 写作 pages/a.txt"
    ),
    "print nothing": "不输出任何内容",
    "the same as --format json": "等于 --format json",
    "a corpus folder, or files and folders as for run": "语料文件夹，或与 run 相同的文件和文件夹",
    "how many rows (default: 200)": "抽取多少行（默认：200）",
    "another seed draws other rows (default: 0)": "换一个种子，抽到的行就不同（默认：0）",
    "the sheet to write: .xlsx or .csv": "要写的抽检表：.xlsx 或 .csv",
    "a marked sheet, to count": "已判断的抽检表，用来统计",
    "print the outcome as JSON": "以 JSON 输出结果",
    "the file to write: a page, or the figures as .json (default: report.html here)": (
        "要写的文件：网页，或以 .json 结尾的数据（默认：当前文件夹的 report.html）"
    ),
    "the page's language (default: the browser's)": "网页的语言（默认随浏览器）",
    "another one: by other rules, settings or versions": "另一个语料文件夹：规则、配置或版本不同",
    "print the difference as JSON": "以 JSON 输出不同之处",
    "a new or empty folder": "新建的或空的文件夹",
    "the form, as the formats of run": "格式，与 run 的 --format 相同",
    "the folder to write: new, or empty": "要写入的文件夹：新建的或空的",
    "another variant than that of the corpus; of one made with keep there is no other": (
        "与语料库不同的重复处理方式；以 keep 生成的语料库没有别的版本"
    ),
    "convert the text of a corpus that was made with --script keep": "转换以 --script keep 生成的语料库的简繁",
    "show all text that went, with where it stood and why it went, in one stream": "连续显示所有删去的文字，及其位置和原因",
    "only what this rule took": "只看这条规则删的",
    "only of this site: a host, a site's name, or a folder": "只看这个网站：主机名、网站名或文件夹",
    "only this category": "只看这一类别",
    "only of files whose name fits": "只看文件名相符的",
    "characters before and after (default: 0)": "前后各显示多少字（默认：0）",
    "print an object a line": "每行输出一个 JSON 对象",
    "JSON Lines (.jsonl, .jsonl.gz, .zst, .bz2, .xz) or Parquet": "JSON Lines（.jsonl、.jsonl.gz、.zst、.bz2、.xz）或 Parquet",
    "is damaged: it breaks off": "已损坏：中断了",
    "is not compressed as its name says": "并没有像文件名说的那样压缩",
    "the file to write, a line a pair": "要写的文件，每行一对",
    "write the records that survive, as JSON Lines": "把留下的记录写成 JSON Lines",
    "the field of the text (default: text)": "正文字段（默认：text）",
    "the field of the id (default: id)": "id 字段（默认：id）",
    "compare whole texts, or each line of them (default: record)": "比较整篇，还是逐行比较（默认：record，整篇）",
    "threads (default: as many as there are processors)": "线程数（默认：处理器个数）",
    "list the rules": "列出规则",
    "hold rules to their examples": "用规则自带的例子检验规则",
    "find rules that load and yet are not what their authors mean": "找出能加载、却可能不合作者本意的规则",
    "make a rule from a line in which [-...-] marks what is to go": "由一行文字起草规则，用 [-...-] 标出要删的部分",
    "draft rules for what recurs in a corpus and no rule takes yet; nothing is applied": (
        "为语料中反复出现、尚无规则处理的文字起草规则；不会自动启用"
    ),
    "the same as --hits INPUT": "等于 --hits INPUT",
    "show what each rule takes out of these; repeatable": "显示每条规则从这些输入里删去什么；可重复",
    "print as JSON": "以 JSON 输出",
    "only the rules of this file or folder": "只看这个文件或文件夹里的规则",
    "the marked line (default: standard input)": "标好的一行（默认：标准输入）",
    "the rule's id, instead of a made-up one": "规则的 id，不用自动起的",
    "raw files and folders, or a corpus folder": "原始文件和文件夹，或语料文件夹",
    "write to a .toml file, or a file a site to a folder, instead of printing": (
        "写入 .toml 文件，或写入文件夹（每个网站一个文件），不在屏幕上输出"
    ),
    "least share of a site's documents (default: 0.2)": "至少占该网站文档的比例（默认：0.2）",
}

# A corpus that grows.
GROWTH = {
    "add what is new among the inputs to the corpus that is there, made by the same rules and settings": (
        "把输入中的新文件加入已有的语料库（规则和配置须与原来相同）"
    ),
    "take a source out of the corpus that is there, or all in a folder, and revive what it displaced; repeatable": (
        "从已有的语料库撤出一个文件或一个文件夹，并恢复因它而删去的段落；可重复使用"
    ),
    "clean the inputs in the batches in which this corpus has grown": "按该语料库增长的批次清洗输入",
    "withdrawn: {1} files": "撤出：{1} 个文件",
    "added: {1} records of {2} documents in {3} files": "新增：{3} 个文件，{2} 个文档，{1} 条记录",
    "added: nothing, all of it is there already": "新增：无，都已在语料库中",
    "what is to be cleaned?": "要清洗什么？",
    "name files or folders": "请写出文件或文件夹",
    "what is to be added?": "要添加什么？",
    "name the new files": "请写出新文件",
    "say --update as well, or name no inputs": "请同时写 --update，或不写输入",
    "--update and --withdraw change the corpus that is there": "--update 和 --withdraw 是修改已有的语料库",
    "leave --restart and --batches out": "请去掉 --restart 和 --batches",
    "a corpus with --format {1} cannot grow": "--format {1} 的语料库不能增长",
    "make it with --format {1}, and this form of it with `cleaner export`": (
        "请用 --format {1} 生成语料库，再用 `cleaner export` 导出这种格式"
    ),
    "the corpus was made by other rules, settings or versions ({1})": "语料库由其他规则、配置或版本生成（{1}）",
    "give the same ones; or make it anew by these: cleaner run INPUTS --out NEW --batches CORPUS": (
        "请使用相同的规则和配置；或按现在的重新生成：cleaner run 输入 --out 新文件夹 --batches 语料库"
    ),
    "has changed since it was read into the corpus": "读入语料库以后已被改动",
    "add --withdraw NAME, and it is read anew": "请加上 --withdraw 文件名，即重新读取",
    "'{1}' is in the corpus already": "“{1}”已在语料库中",
    "name the input that it came from, add --withdraw '{1}', and it is read anew": (
        "请写上它当初所在的输入，并加上 --withdraw '{1}'，即重新读取"
    ),
    "was corrected by a row that the corrections do not have": "当时按某一行更正，更正表中已没有这一行",
    "must be cleaned again, and comes out otherwise than it was read: by other corrections or metadata": (
        "须重新清洗，而结果与读入时不同：更正表或元数据清单已不是当时的"
    ),
    "give those of then; or add --withdraw NAME, and it is read by those of now": (
        "请给出当时的表；或加上 --withdraw 文件名，按现在的表重新读取"
    ),
    "is missing": "不见了",
    "is not as the manifest says": "与清单所载不符",
    "is in no batch of that corpus": "不在该语料库的任何批次中",
    "is a source of that corpus and not among the inputs": "属于该语料库，但不在输入中",
    "name the files that the corpus was made of": "请写出生成该语料库的全部文件",
    "see `cleaner check`; if the files are whole, the corpus must be made anew: cleaner run --batches": (
        "见 `cleaner check`；如果文件完好，须重新生成语料库：cleaner run --batches"
    ),
    "sources can only be withdrawn with --ledger full": "只有用 --ledger full 生成的语料库才能撤出文件",
    "make the corpus anew without them: cleaner run": "请去掉这些文件，重新生成语料库：cleaner run",
    "is no source of the corpus": "不是该语料库的文件",
    "the manifest has the names under inputs": "文件名见 manifest.json 的 inputs",
    "is a page of a speech of which others are withdrawn": "是某篇讲话的一页，而该篇的其他页要撤出",
    "withdraw it as well": "请把它一起撤出",
    "what the ledger holds of {1} gives another text": "删改记录中 {1} 的内容得出的正文与原来不同",
}

# What commands tell when they are done.
OUTCOMES = {
    "interrupted": "已中断",
    "cleaning": "清洗",
    "gathering": "汇总",
    "comparing": "查重",
    "writing": "写出",
    "reporting": "报告",
    "reading": "读取",
    "documents": "文档",
    "paragraphs": "段落",
    "records": "记录",
    "texts": "文本",
    "none": "无",
    "{1}: {2} records of {3} documents in {4} files": "{1}：{4} 个文件，{3} 个文档，{2} 条记录",
    "{1}: share {2} of {3} is cleaned: {4} documents in {5} files, {6} errors": (
        "{1}：第 {2}/{3} 分片已清洗：{5} 个文件，{4} 个文档，错误 {6}"
    ),
    "{1}: share {2} of {3} is there already": "{1}：第 {2}/{3} 分片已经有了",
    "when all are there: cleaner merge {1}": "各分片齐全以后运行：cleaner merge {1}",
    "characters: {1} in = {2} kept + {3} in the ledger; 0 unaccounted for": (
        "字符：读入 {1} = 保留 {2} + 删改记录 {3}；下落不明 0"
    ),
    "near-duplicates: {1} paragraphs, {2} whole speeches": "近似重复：{1} 段，整篇重复 {2} 篇",
    "what became of the texts, with samples: {1}/report.html": "文本的去留与样例：{1}/report.html",
    "{1}: see {2}/{3}": "{1}：见 {2}/{3}",
    "{1} mostly chrome: see {2}/{3}": "{1} 个几乎全是网页噪声：见 {2}/{3}",
    "corrections: {1} rows applied, {2} not": "更正：用上 {1} 行，未用 {2} 行",
    "{1} errors": "错误 {1}",
    "{1} damaged": "损坏 {1}",
    "{1} unlisted": "不在表中 {1}",
    "{1} skipped": "跳过 {1}",
    "{1} errors, {2}": "错误 {1}，{2}",
    "{1} damaged, {2}": "损坏 {1}，{2}",
    "{1} unlisted, {2}": "不在表中 {1}，{2}",
    "{1}/{2} lists bugs of ours; please report them, with the files": (
        "{1}/{2} 中有程序自身的错误；请连同文件一起报告"
    ),
    "{1}: {2} characters before, {3} after{4}": "{1}：清洗前 {2} 字，清洗后 {3} 字{4}",
    "; the raw file is {1}": "；原文件存为 {1}",
    "{1}: left as it is": "{1}：未改动",
    "{1}: {2} bytes; open it in a browser": "{1}：{2} 字节；请用浏览器打开",
    "{1}: {2} files restored, each the same as the file that was read": "{1}：还原了 {2} 个文件，都与读入时相同",
    "not in the corpus, because it was not cleaned (see errors.jsonl): {1}": "未能清洗，故不在语料库中（见 errors.jsonl）：{1}",
    "{1}: {2} records in {3} files ({4})": "{1}：{3} 个文件，{2} 条记录（{4}）",
    "near-duplicates: {1}, script: {2}": "近似重复：{1}，简繁：{2}",
    (
        "{1}: {2} records, {3} texts compared; {4} go ({5} exact, {6} near, {7} contained);"
        " {8} stay that state other facts"
    ): "{1}：{2} 条记录，比较了 {3} 个文本；删去 {4}（完全相同 {5}，近似 {6}，包含 {7}）；同模板异内容保留 {8}",
    "{1} texts of the references stand inside of records that stay": "参照文本中有 {1} 个包含在留下的记录里",
    "{1} records written": "写出 {1} 条记录",
    "{1}: {2} records, {3} texts that are long enough to be compared": "{1}：{2} 条记录，够长可比的文本 {3} 个",
    "is an index of version {1}, not {2}": "是第 {1} 版索引，现为第 {2} 版",
    "was made by another version of cleaner, which takes other fingerprints": (
        "由另一版本的 cleaner 生成，所取指纹不同"
    ),
    "was made by another version of cleaner, which makes other keys": "由 cleaner 的另一版本生成，归一化方式不同",
    "was built with --unit {1}": "生成时用的是 --unit {1}",
    "build it again: cleaner index build --unit {1}": "请重新生成：cleaner index build --unit {1}",
    "{1} texts like this one were not compared with all their like: {2}": "与此相似的 {1} 个文本没有全部两两比较：{2}",
    "{1} more families of such texts": "此外还有 {1} 组这样的文本",
    "{1}: rows that fit: {2} (sha256 filled in: {3}), that do not: {4}": "{1}：相符 {2} 行（填好 sha256 {3} 行），不符 {4} 行",
    "{1}: {2} rows: {3} of {4} removed pieces ({5}) and {6} of {7} kept lines ({8}), of {9} pages": (
        "{1}：{2} 行：删去的 {4} 处中抽 {3} 处（{5}），保留的 {7} 行中抽 {6} 行（{8}），共 {9} 页"
    ),
    "mark each in the column 判断: {1} where it was rightly removed or kept, {2} where not; then": (
        "请在“判断”列逐行填写：删得对、留得对填{1}，否则填{2}；然后运行"
    ),
    "cleaner audit --read {1}": "cleaner audit --read {1}",
    "removals that are right: {1}": "删得对的：{1}",
    "kept lines that are missed chrome: {1}": "保留行中漏删的：{1}",
    "{1}: nothing is marked of {2} rows": "{1}：{2} 行都没有判断",
    "{1} nothing is marked of {2} rows": "{1} {2} 行都没有判断",
    "nothing is marked of {1} rows": "{1} 行都没有判断",
    "{1} ({2}; 95 %: {3} to {4})": "{1}（{2}；95% 区间 {3} 至 {4}）",
    "{1} of {2} marked": "判断了 {2} 行，其中 {1} 行",
    ", {1} of them with a mark that is neither {2} nor {3}": "，其中 {1} 行填的既不是{2}也不是{3}",
    "{1} rows are unmarked{2}": "还有 {1} 行没有判断{2}",
    "marked {1}:": "判断为{1}的：",
    "{1} rows are unmarked": "还有 {1} 行没有判断",
    "{1} rows stand there once more and were counted once": "有 {1} 行重复出现，每行只计一次",
    "{1} pages; {2} of their {3} characters stay; nothing was written": "{1} 页；{3} 字中保留 {2}；没有写任何文件",
    "kept   {1} of {2} characters ({3})": "保留   {2} 字中的 {1}（{3}）",
    "… {1} in all": "… 共 {1}",
    "… and {1} more": "…… 另有 {1} 项",
    "nothing goes": "没有要删的",
    "title": "标题",
    "date": "日期",
    "(nothing is left)": "（什么也没剩下）",
    "… {1} lines …": "…… {1} 行 ……",
    "before": "清洗前",
    "after": "清洗后",
}

# The data check.
CHECK = {
    "{1}: {2} of {3} (allowed {4}): {5}": "{1}：{3} 中有 {2}（允许 {4}）：{5}",
    "ok": "合格",
    "TOO MANY": "过多",
    "passed": "合格",
    "{1}: passed": "{1}：合格",
    "{1}: FAILED": "{1}：不合格",
    "chrome": "网页噪声",
    "short": "过短",
    "damaged": "损坏",
    "near-duplicate": "近似重复",
    "missing: {1}": "缺失：{1}",
    "damaged: {1}": "损坏：{1}",
    "ledger: {1}": "删改记录：{1}",
    "schema: {1}": "记录格式：{1}",
    "duplicates: {1}": "重复清单：{1}",
    "empty: {1}": "空：{1}",
    "{1}: the manifest names it and it is not there": "{1}：清单中有，实际没有",
    "the manifest names it and it is not there": "清单中有，实际没有",
    "does not match the manifest's checksum": "与清单中的校验和不符",
    "was read, and is neither in the ledger nor among the errors": "读入了，却既不在删改记录中，也不在错误中",
    "does not restore to the bytes that were read": "还原出来与读入的字节不同",
    "duplicates.jsonl:{1}": "duplicates.jsonl:{1}",
    "keys differ: {1}": "字段不同：{1}",
    "'characters' is not the length of the text": "“characters”不等于正文长度",
    "'paragraphs' do not make up the text": "“paragraphs”拼不成正文",
    "'{1}' is no string": "“{1}”不是字符串",
    "two records have this id": "有两条记录用这个 id",
    "{1} characters": "{1} 字",
    "undecodable bytes or mojibake in the text": "正文中有解不开的字节或乱码",
    "there is no record": "没有记录",
    "{1} like {2}#{3}": "与 {2}#{3} 相似 {1}",
    "{1}: rule '{2}' takes {3}": "{1}：规则“{2}”会删 {3}",
    "{1}: holds {2}: {3}": "{1}：含有 {2}：{3}",
    "{1}: empty": "{1}：空",
    "{1}: {2} characters": "{1}：{2} 字",
    "{1}: undecodable bytes or mojibake in the text": "{1}：正文中有解不开的字节或乱码",
    "{1}: does not match the manifest's checksum": "{1}：与清单中的校验和不符",
    "{1}: does not restore to the bytes that were read": "{1}：还原出来与读入的字节不同",
    "{1}: {2} like {3}#{4}": "{1}：与 {3}#{4} 相似 {2}",
    "is {1} {2}, and counts as {3}": "写的是 {1} {2}，重算为 {3}",
    "names {1}#{2}, which is not there": "所指的 {1}#{2} 不存在",
    "the record that it names is not there": "所指的记录不存在",
    "no such baseline": "没有这个基线文件",
    "write it with --update-baseline": "用 --update-baseline 写一个",
    "mend it, or remove it and write it with --update-baseline": "修好它，或删去后用 --update-baseline 重写",
    "is no baseline: {1}": "不是基线文件：{1}",
    "which baseline is to be written?": "要写哪个基线文件？",
    "name it with --baseline FILE": "用 --baseline FILE 指明",
}

# Differences of two corpora.
DIFFERENCES = {
    "setting {1}: {2} -> {3}": "设置 {1}：{2} -> {3}",
    "number of rules": "规则数",
    "version of {1}": "{1} 的版本",
    "the same came out of both": "两者结果相同",
    "inputs: {1} -> {2} ({3})": "输入文件：{1} -> {2}（{3}）",
    "errors: {1} -> {2} ({3})": "错误：{1} -> {2}（{3}）",
    "documents: {1} -> {2} ({3})": "文档：{1} -> {2}（{3}）",
    "speeches: {1} -> {2} ({3})": "篇：{1} -> {2}（{3}）",
    "paragraphs: {1} -> {2} ({3})": "段落：{1} -> {2}（{3}）",
    "near-duplicates ({1}): {2} -> {3} ({4})": "近似重复（{1}）：{2} -> {3}（{4}）",
    "{1}, {2} differ": "{1}，不同 {2}",
    ", {1} differ": "，不同 {1}",
    "near-duplicates ({1})": "近似重复（{1}）",
    "field {1}: {2} records": "字段 {1}：{2} 条记录",
    "text: not compared, because a ledger is missing (--ledger off)": "文字：没有比较，因为缺删改记录（--ledger off）",
    "text that now goes: {1}: {2}": "现在删去的文字：{1}：{2}",
    "text that now stays: {1}: {2}": "现在保留的文字：{1}：{2}",
    "text that goes for another reason: {1}: {2}": "删去原因不同的文字：{1}：{2}",
    "text that is written otherwise: {1}: {2}": "写法不同的文字：{1}：{2}",
    "text that {1}: {2}: {3}": "{1}的文字：{2}：{3}",
    "{1} pieces, {2} characters, in {3} documents": "{1} 处，{2} 字，{3} 个文档",
    "… and {1} more ways: see --json": "…… 另有 {1} 种：见 --json",
    "(the ledger holds no text)": "（删改记录不含原文）",
    "{1}: (the ledger holds no text)": "{1}：（删改记录不含原文）",
    "the files make no sense: {1}": "文件内容不合理：{1}",
}

# What is wrong with a call, a file or a folder, and what to do.
FILES = {
    "{1} is not installed; install all that is needed: pip install speech-cleaner": (
        "没有安装 {1}；请安装全部依赖：pip install speech-cleaner"
    ),
    "there is not enough memory; give it more, or use fewer --workers": "内存不够；请增加内存，或减少 --workers",
    "this is a bug; please report it with the lines above": "这是程序的错误；请连同以上各行一起报告",
    "standard output": "标准输出",
    "No such file or directory": "没有这个文件或文件夹",
    "Permission denied": "没有权限",
    "Is a directory": "是文件夹",
    "Not a directory": "不是文件夹",
    "No space left on device": "磁盘已满",
    "Read-only file system": "文件系统只读",
    "File name too long": "文件名太长",
    "--format json is for printing": "--format json 只用于屏幕输出",
    "leave --in-place and --diff out": "请去掉 --in-place 和 --diff",
    "{1} files do not go into one": "{1} 个文件不能写进一个文件",
    "use --in-place, or `cleaner run --format text`": "用 --in-place，或 `cleaner run --format text`",
    "nothing is left of it: it is all chrome; see `cleaner explain`": "什么也没剩下：全是网页噪声；请看 `cleaner explain`",
    "{1}nothing is left of it: it is all chrome; see `cleaner explain`": "{1}什么也没剩下：全是网页噪声；请看 `cleaner explain`",
    "standard input cannot be rewritten": "标准输入不能就地改写",
    "leave --in-place out": "请去掉 --in-place",
    "is no plain text, which is what would be written": "不是纯文本，而写出的是纯文本",
    "name another file with --output, or use `cleaner run`": "用 --output 另指一个文件，或用 `cleaner run`",
    "{1} is no ending of a name": "{1} 不能作文件名的结尾",
    "name another --backup": "请换一个 --backup",
    "an earlier raw file may be in it: move it away, or name another --backup": (
        "里面可能是先前的原文件：请移走，或换一个 --backup"
    ),
    "is there already": "已经存在",
    "{1} (clean)": "{1}（清洗后）",
    "--read goes by itself": "--read 要单独使用",
    "name only the marked sheet": "只给出已判断的抽检表",
    "what is to be audited?": "要抽检什么？",
    "name a corpus and --out FILE, or --read FILE for a sheet that is marked": (
        "给出语料和 --out FILE；或用 --read FILE 读已判断的表"
    ),
    "it may be marked: name another": "里面可能已有判断：请换个名字",
    "cannot be written: {1}": "无法写入：{1}",
    "no worker can be started: {1}": "无法启动工作进程：{1}",
    "let fewer work at a time, with --workers 1": "减少同时工作的进程：--workers 1",
    "cannot be read: {1}": "无法读取：{1}",
    "'--sample' must be a whole number from 1 to {1}, not {2}": "“--sample”须为 1 到 {1} 的整数，不能是 {2}",
    "'--sample' must be a whole number from 1, not {1}": "“--sample”须为 1 以上的整数，不能是 {1}",
    "'--lines' must be a whole number from 1, not {1}": "“--lines”须为 1 以上的整数，不能是 {1}",
    "'--share' must be a number above 0 and at most 1, not {1}": "“--share”须大于 0、不超过 1，不能是 {1}",
    "'--context' must not be negative": "“--context”不能是负数",
    "there is nothing to audit": "没有可抽检的内容",
    "the ledger holds no old text": "删改记录不含原文",
    "it was written without --ledger full; audit the raw files instead": "生成时没有用 --ledger full；请改为抽检原始文件",
    "it was written without --ledger full": "生成时没有用 --ledger full",
    "it was written without --ledger full; name the raw files instead": "生成时没有用 --ledger full；请改为给出原始文件",
    "ledger and records do not fit: {1}": "删改记录与记录不符：{1}",
    "see `cleaner check`": "请看 `cleaner check`",
    "a sheet is {1}, not '{2}'": "抽检表应为 {1}，不能是“{2}”",
    "has no header of ours": "没有本程序的表头",
    "name a sheet that `cleaner audit --out` has written; its header has {1}": (
        "请给出 `cleaner audit --out` 写的表；其表头有 {1}"
    ),
    "--out and --write name the same file": "--out 与 --write 是同一个文件",
    "is no ordinary file": "不是普通文件",
    "no such file": "没有这个文件",
    "is a folder": "是文件夹",
    "its folder is not there": "所在的文件夹不存在",
    "is read, so it is not written": "是要读的文件，不能再写",
    "name another file": "请换一个文件",
    "--key names a column of no list": "--key 指明了列，却没有元数据表",
    "name the list with --metadata, or leave --key out": "请用 --metadata 指明元数据表，或去掉 --key",
    "belongs to a corpus, so it is not written": "是语料库的文件，不能写",
    "use --in-place, which keeps the raw file, or name another file": "请用 --in-place（会保留原始文件），或换一个文件",
    "name a file with --out and --write": "用 --out 和 --write 给出文件",
    "there is no line {1}; it has {2}": "没有第 {1} 行，共 {2} 行",
    "name a new folder with --out": "用 --out 给出新的文件夹",
    "name a new folder with --to": "用 --to 给出新的文件夹",
    "name a new folder with --output": "用 --output 给出新的文件夹",
    "name a folder with --out": "用 --out 给出文件夹",
    "holds no document": "没有文档",
    "nothing to clean": "没有要清洗的内容",
    "holds several files: {1} …": "含有几个文件：{1}……",
    "holds no file that is read": "其中没有可以读的文件",
    "cannot be fetched: {1}": "取不到：{1}",
    "nothing is there": "那里什么也没有",
    "see whether the address is right and can be reached from here": "请看看网址对不对，从这里连不连得上",
    "is no address that can be read: {1}": "不是可以读取的网址：{1}",
    "an address needs fsspec, which is not installed": "网址需要 fsspec，尚未安装",
    "pip install 'speech-cleaner[remote]', and the library for its system where that is another than the web": (
        "请运行 pip install 'speech-cleaner[remote]'；如果不是网页，还要安装该系统自己的库"
    ),
    "an address cannot be rewritten": "网址不能就地改写",
    "holds several documents": "含有多个文档",
    "use `cleaner run`, or `cleaner preview` to look at some": "请用 `cleaner run`，或用 `cleaner preview` 看其中一些",
    "use `cleaner run` for folders": "文件夹请用 `cleaner run`",
    "lies in a corpus folder, whose manifest names other bytes": "在语料文件夹里，与其清单不符",
    "name another place with --to": "用 --to 换个位置",
    "is not empty": "不是空的",
    "the ledger names a source that the manifest does not": "删改记录中的来源文件不在清单里",
    "an entry of the ledger makes no sense: {1}": "删改记录中有一条不合理：{1}",
    "leads out of the folder": "指向文件夹之外",
    "restored, but not to the bytes that were read": "还原了，但与读入的字节不同",
    "record {1} is missing": "缺少记录 {1}",
    "record {1} is not there": "没有记录 {1}",
    "no manifest.json: no corpus": "没有 manifest.json，不是语料文件夹",
    "name a folder that `cleaner run --out` has written": "请给出 `cleaner run --out` 写成的文件夹",
    "damaged: it does not match its checksum": "损坏：与自身的校验和不符",
    "damaged: '{1}' {2}": "损坏：“{1}”{2}",
    "damaged: it {1}": "损坏：{1}",
    "is no string": "不是字符串",
    "is no whole number from 0 on": "不是 0 以上的整数",
    "is no whole number from 1 on": "不是 1 以上的整数",
    "is no whole number": "不是整数",
    "is no number from 0 to 1": "不是 0 到 1 之间的数",
    "is not null": "应为 null",
    "is neither true nor false": "既不是 true 也不是 false",
    "is not hexadecimal": "不是十六进制",
    "is not base64": "不是 base64",
    "is no name of a paragraph": "不是段落的名称",
    "is no kind of what goes": "不是可删内容的种类",
    "is no list": "不是列表",
    "is no list of {1}": "不是 {1} 项的列表",
    "is no object": "不是对象",
    "is none of {1}": "不在 {1} 之列",
    "stands for no bytes": "不代表字节",
    "names no file of the folder": "所指不是文件夹内的文件",
    "is not possible": "不是可用的值",
    "is no setting": "不是设置项",
    "is no name that a run gives": "不是运行会用的名称",
    "is no batch of the corpus": "不是语料的批次",
    "must name one {1} for each batch": "每个批次都应有一个 {1}",
    "damaged: its ranges do not fit, or it is not what the journal tells": "损坏：范围不合，或与日志所记不同",
    "the corpus was changed since it was made: take a sound copy, or make it anew with `cleaner run`": (
        "语料生成后被改动过：请换一份完好的，或用 `cleaner run` 重新生成"
    ),
    "the ledger does not go on with page {1} of what is above": "删改记录没有接着上文的第 {1} 页",
    "the ledger ends before page {1} of it": "删改记录在它的第 {1} 页之前就结束了",
    "run again": "请重新运行",
    "was written by another version": "由另一版本写成",
    "is a file": "是文件",
    "is a link that leads nowhere": "是指向不存在之处的链接",
    "is no folder": "不是文件夹",
    "name a .toml file or a folder with --output": "请用 --output 给出 .toml 文件或文件夹",
    "the output folder holds other things ({1})": "输出文件夹里有别的东西（{1}）",
    "name an empty or a new folder with --out": "用 --out 给出空的或新的文件夹",
    "is on a file system without locks": "所在的文件系统没有文件锁",
    "write to another, and copy the result there": "请写到别处，再把结果复制过来",
    "holds shares of a run": "其中有一次运行的分片",
    "merge them with `cleaner merge`, or name another folder with --out": (
        "请用 `cleaner merge` 合并，或用 --out 另给一个文件夹"
    ),
    "holds shares of several divisions: of {1}": "其中有几种分法的分片：共 {1} 份",
    "remove the folders of those that are not meant": "请删去不要的那些文件夹",
    "holds no shares of a run": "其中没有运行的分片",
    "make them with `cleaner run INPUT … --out DIR --shard 1/8`, 2/8 and so on": (
        "请用 `cleaner run 输入 … --out 文件夹 --shard 1/8`、2/8 等命令生成"
    ),
    "share {1} of {2} is not there, or not finished": "第 {1}/{2} 分片没有，或没有做完",
    "is a copy of share {1} of {2}, not share {3} of {4}": "是第 {1}/{2} 分片的副本，不是第 {3}/{4} 分片",
    "share {1} of {2} is damaged: a file of it is not as its manifest says": (
        "第 {1}/{2} 分片损坏：有文件与其 manifest 不符"
    ),
    "run it again with --shard {1}/{2}": "请用 --shard {1}/{2} 重新运行",
    "{1} --restart": "{1} --restart",
    "share {1} of {2} was made with other {3} than share 1": "第 {1}/{2} 分片与第 1 分片的{3}不同",
    "inputs": "输入",
    "rules": "规则",
    "settings": "设置",
    "versions": "版本",
    "run the one that is wrong again, with --restart": "请用 --restart 重新运行出错的那一个",
    "share {1} of {2} has read other bytes of it than share {3} has seen there": (
        "第 {1}/{2} 分片读到的内容，与第 {3} 分片看到的不同"
    ),
    "run these shares again, with --restart, when nothing writes to the file": (
        "请在没有程序写这个文件时，用 --restart 重新运行这几个分片"
    ),
    "the folder holds a share of other inputs, rules, settings or versions": (
        "文件夹中的分片是由别的输入、规则、设置或版本生成的"
    ),
    "the shares were made by version {1}, this is {2}": "各分片由 {1} 版生成，现在是 {2} 版",
    "merge them with the version that made them": "请用生成它们的版本来合并",
    "the shares together have not read what they found": "各分片合起来读到的，与找到的输入不符",
    "run them again, with --restart": "请用 --restart 重新运行",
    "is not what the shares were made with": "与生成各分片时所用的不同",
    "say where that is, with --{1}": "请用 --{1} 指出那一个在哪里",
    "{1} files must be open at once, the system allows {2}": "要同时打开 {1} 个文件，系统只允许 {2} 个",
    "raise it with `ulimit -n`, or divide the run into fewer shares": "请用 `ulimit -n` 调高，或减少分片数",
    "another run is at work in this folder": "另一次运行正在使用这个文件夹",
    "the spans do not join": "各段不相接",
    "a span and its text differ in length": "某段与其文字长度不同",
    "it holds no old text": "不含原文",
    "the run was made without --ledger full": "运行时没有用 --ledger full",
    "the ledger cannot restore it from character {1} on: {2}": "从第 {1} 字起无法由删改记录还原：{2}",
    "no file to read among {1} found": "找到 {1} 个文件，没有一个可读",
    "lies in the output folder {1}, which is never read": "在输出文件夹 {1} 之内，那里的文件一律不读",
    "name another folder with --out, one that holds no input": "请用 --out 另给一个文件夹，其中不要有输入",
    "no file found": "没有找到文件",
    "is a corpus that was made by `cleaner run`": "是 `cleaner run` 生成的语料库",
    "give the raw files, or restore them with `cleaner restore`": "请给出原始文件，或用 `cleaner restore` 还原",
    "lies in the output folder": "在输出文件夹里",
    "two inputs are both called {1}": "有两个输入都叫 {1}",
    "the other one is {1}; name a folder that holds both": "另一个是 {1}；请给出包含两者的文件夹",
    "has more than {1} rows": "超过 {1} 行",
    "save it as CSV": "请存为 CSV",
    "an input has an empty name": "有一个输入的名称是空的",
    "name files or folders; is a variable of the shell not set?": "请给出文件或文件夹；是不是有个 shell 变量没有设置？",
    "the current folder": "当前文件夹",
    "no such file or folder": "没有这个文件或文件夹",
    "{1} files are not read": "不读 {1} 文件",
    "folder cannot be read: {1}": "文件夹无法读取：{1}",
    "is a link to a folder": "是指向文件夹的链接",
    "is a corpus of an earlier run": "是先前运行生成的语料库",
    "is a link that leads out of the folder": "是指向文件夹之外的链接",
    "is a link that cannot be read: {1}": "是无法读取的链接：{1}",
    "{1} is no ending of a text file": "{1} 不是文本文件的扩展名",
    "has no ending that says what it is": "没有能说明格式的扩展名",
    "unpack it, and name it on the command line to read it as text": "要当文本读，请解压后在命令行上单独给出",
    "save it as .xlsx, or as .csv in UTF-8": "请存成 .xlsx，或 UTF-8 的 .csv",
    "name it on the command line to read it as text": "要当文本读，请在命令行上单独给出",
    "is hidden": "是隐藏文件",
    "is a list about the documents": "是关于文档的表",
    "changed while it was read, so nothing was written": "读取期间有改动，因此没有写出任何内容",
    "run again when nothing writes to it": "等没有程序写它时再运行",
    "the folder holds a corpus of other inputs, rules, settings or versions ({1})": (
        "文件夹里是由其他输入、规则、配置或版本生成的语料库（{1}）"
    ),
    "name another folder, or replace what is there with --restart": "换一个文件夹，或用 --restart 替换",
    "name another folder, add to what is there with --update, or replace it with --restart": (
        "换一个文件夹，用 --update 添加，或用 --restart 替换"
    ),
    "replace it with --restart": "用 --restart 替换",
    "no such file of corrections": "没有这个更正表",
    "no such list of metadata": "没有这个元数据表",
    "no column is named by --key": "没有用 --key 指明列",
    "has no column '{1}'": "没有“{1}”列",
    "its first row must name the columns": "第一行必须是各列的名称",
    "its first row must name the columns; its columns are {1}": "第一行必须是各列的名称；它的列有 {1}",
    "no document has the {1} {2}": "没有文档的{1}是 {2}",
    "was made with --near-duplicates keep, so nobody looked for near-duplicates": (
        "生成时用了 --near-duplicates keep，没有查过近似重复"
    ),
    "a tree of text files does not hold whole records": "文本文件树不含完整的记录",
    "run again with --format jsonl": "用 --format jsonl 重新运行",
    "run again with --near-duplicates tag: every variant can be exported from that": (
        "用 --near-duplicates tag 重新运行：由它可以导出每一种版本"
    ),
    "its text was converted to {1} script": "它的文字已转换为 {1}",
    "run again with --script keep": "用 --script keep 重新运行",
    "the folder holds no records": "文件夹里没有记录",
    "files of this kind are not read": "不读这类文件",
    "name files that end in {1}": "请给出扩展名为 {1} 的文件",
    "Parquet needs pyarrow": "读 Parquet 需要 pyarrow",
    "--engine {1} makes only whole corpora": "--engine {1} 只能整体生成语料",
    "leave --engine out, or --update, --batches and --shard": "请去掉 --engine，或者去掉 --update、--batches、--shard",
    "--engine spark needs {1}": "--engine spark 需要 {1}",
    "pip install 'speech-cleaner[spark]'": "pip install 'speech-cleaner[spark]'",
    "--engine spark needs PySpark 4, not {1}": "--engine spark 需要 PySpark 4，现有的是 {1}",
    "--engine spark needs Java {1} or newer, {2}": "--engine spark 需要 Java {1} 或更新的版本，{2}",
    "found none": "没有找到",
    "found {1}": "找到的是 {1}",
    "install a JDK, such as openjdk-17-jre-headless or temurin-17, and let JAVA_HOME name its folder": (
        "请安装 JDK，例如 openjdk-17-jre-headless 或 temurin-17，并让 JAVA_HOME 指向它的文件夹"
    ),
    "--against does not go with --engine spark": "--against 不能与 --engine spark 同用",
    "leave one of them out": "请去掉其中一个",
    "{1} documents were cleaned, {2} written": "清洗了 {1} 个文档，写出了 {2} 个",
    "more documents were cleaned than the {1} that were told": "清洗的文档多于所报的 {1} 个",
    "fewer documents were cleaned than the {1} that were told": "清洗的文档少于所报的 {1} 个",
    "the machines of Spark do not see it as this one does": "Spark 的各台机器看到的与本机不同",
    "name a folder with --out that all share": "请用 --out 指定一个各台机器共享的文件夹",
    "Spark failed: {1}": "Spark 出错：{1}",
    "look into its log; the same command goes on behind the last stage that is whole": (
        "请查看它的日志；用同一命令即可从最后一个完整的阶段之后继续"
    ),
    "pip install 'speech-cleaner[parquet]'": "pip install 'speech-cleaner[parquet]'",
    "no column '{1}'": "没有“{1}”列",
    "it has {1}": "它有 {1}",
    "is not Parquet: {1}": "不是 Parquet：{1}",
    "it starts at byte {1} of the line": "从该行第 {1} 字节开始",
    "pip install 'speech-cleaner[xlsx]', or name a .csv file": "pip install 'speech-cleaner[xlsx]'，或改用 .csv 文件",
    "is no sheet: {1}": "不是表格文件：{1}",
    "an .xlsx sheet needs openpyxl, which is not installed": ".xlsx 表格需要 openpyxl，尚未安装",
}

# Inputs that cannot be read, or not wholly.
INPUTS = {
    "'{1}' needs {2}, which is not installed": "“{1}”需要 {2}，尚未安装",
    "pip install 'speech-cleaner[{1}]'": "pip install 'speech-cleaner[{1}]'",
    "pip install speech-cleaner": "pip install speech-cleaner",
    "pip install zstandard": "pip install zstandard",
    "is {1}, which is not read": "是 {1}，不读这种格式",
    "stands in the archive twice": "在压缩包中出现两次",
    "has a name that leads out of the archive": "文件名指向压缩包之外",
    "unpack it with its password": "请用密码解压",
    "is damaged: {1}": "已损坏：{1}",
    "is damaged": "已损坏",
    "unpacks to more than an index of its size holds": "解压后的内容超出这一大小的索引所能容纳",
    "fetch or pack it again": "请重新下载或打包",
    "holds entries that overlap, as no sound archive does": "各项互相重叠，正常的压缩包不会这样",
    "do not trust where it comes from": "它的来历不可信",
    "a header is too large": "文件头过大",
    "zstandard is not installed": "没有安装 zstandard",
    "it breaks off": "内容中断",
    "is no Word file": "不是 Word 文件",
    "it is a zip archive without {1}": "是一个没有 {1} 的 zip 压缩包",
    "holds no text": "没有文字",
    "reading it needs {1}, which is not installed": "读它需要 {1}，尚未安装",
    "no field '{1}'": "没有字段“{1}”",
    "no field with a text": "没有正文字段",
    "it has {1}; name the text's field with --text-field": "它有 {1}；请用 --text-field 指明正文字段",
    "the first row must name the columns; {1}": "第一行必须是各列的名称；{1}",
    "field '{1}' {2}": "字段“{1}”{2}",
    "a tag has more than {1} attributes": "某个标签的属性超过 {1} 个",
    "mend the page, or save it as text": "请修好网页，或另存为文本",
    "is larger than {1} MiB": "大于 {1} MiB",
    "write it as .jsonl": "请写成 .jsonl",
    "is JSON but neither an object nor a list": "是 JSON，但既不是对象也不是列表",
    "a line is longer than {1} bytes": "某一行长于 {1} 字节",
    "a text is longer than {1} characters": "某个文本长于 {1} 字",
    "split it, or raise max_file in cleaner.toml": "请拆开，或在 cleaner.toml 中调高 max_file",
    "split it, or raise max_line in cleaner.toml": "请拆开，或在 cleaner.toml 中调高 max_line",
    "a page of it takes more than {1} MiB of memory": "其中一页占用内存超过 {1} MiB",
    "a list is not read here: write its objects as .jsonl, one a line": "这里不读列表：请把其中的对象写成 .jsonl，一行一个",
    "is JSON but no object": "是 JSON，但不是对象",
    'write {"text": …}, one a line': '请写 {"text": …}，一行一个',
    "is nested deeper than {1}": "嵌套超过 {1} 层",
    "is nested too deep": "嵌套太深",
    "is not JSON: {1}": "不是 JSON：{1}",
    "the sheet cannot be made: {1}": "做不成表格：{1}",
    "make room in the folder for temporary files, or name a .csv": "请为临时文件夹腾出空间，或改用 .csv",
    "holds a number of thousands of digits": "有一个几千位的数",
    "write it as a string": "请写成字符串",
    "field '{1}' is null": "字段“{1}”为 null",
    "one object a line": "应一行一个对象",
    "is larger than {1} bytes": "大于 {1} 字节",
    "split it, write it as JSON Lines, or raise max_file in cleaner.toml": (
        "请拆开、写成 JSON Lines，或在 cleaner.toml 中调高 max_file"
    ),
    "if it is sound, raise {1} in cleaner.toml": "如果它没有问题，请在 cleaner.toml 中调高 {1}",
    "holds no page": "没有网页",
    "it is no saved page of markup": "不是保存下来的网页",
    "is no saved page: {1}": "不是保存下来的网页：{1}",
    "{1} files need LibreOffice, which is not installed": "{1} 文件需要 LibreOffice，尚未安装",
    "install it, or save the file as .{1}": "请安装，或把文件另存为 .{1}",
    "LibreOffice cannot read it": "LibreOffice 读不了它",
    "LibreOffice cannot be started: {1}": "LibreOffice 无法启动：{1}",
    "LibreOffice needed more than {1} seconds for it": "LibreOffice 处理它超过了 {1} 秒",
    "LibreOffice broke off ({1})": "LibreOffice 中断了（{1}）",
    "save it as .{1}": "请另存为 .{1}",
    "unpacks to more than an office file may hold": "解压后超过办公文件的上限",
    "is encrypted": "已加密",
    "save it without a password": "请另存为无密码的文件",
    "holds slides, which are not read": "是幻灯片，不读取",
    "save its text, with an office program": "请用办公软件另存其中的文字",
    "save its text, with the program that shows it": "请用打开它的软件另存其中的文字",
    "rename it to .zip: it holds pages of markup": "请改名为 .zip：里面是网页",
    "save it as .xlsx": "请另存为 .xlsx",
    "save it as .xlsx, or install LibreOffice Calc": "请另存为 .xlsx，或安装 LibreOffice Calc",
    "{1} is larger than {2} MiB": "{1} 大于 {2} MiB",
    "is damaged, or no file of this kind: {1}": "已损坏，或不是这类文件：{1}",
    "open it in an office program and save it again": "请用办公软件打开后重新保存",
    "a group of rows is larger than {1} GiB unpacked": "某一行组解压后大于 {1} GiB",
    "is damaged, or no Parquet: {1}": "已损坏，或不是 Parquet：{1}",
    "has more than {1} columns": "超过 {1} 列",
    "is no rich text": "不是 RTF 文件",
    "is damaged rich text: {1}": "RTF 文件已损坏：{1}",
    "holds no row": "没有行",
    "is no table: {1}": "不是表格：{1}",
    "a quotation mark opens a cell that nothing closes": "引号开始了一个单元格，却没有闭合",
    "close the cell, or delete the mark": "请补上结尾的引号，或删去这个引号",
    "there is no index.csv": "没有 index.csv",
    "cannot be read back: {1}": "无法读回：{1}",
    "the rest cannot be read: {1}": "其余部分无法读取：{1}",
    "a page is larger than {1} MiB": "某个网页大于 {1} MiB",
    "a rule file or the corrections changed during the run, so nothing was written": (
        "运行期间规则文件或更正表有改动，因此没有写出任何内容"
    ),
    "a bug of ours: {1} in {2}: {3}": "程序的错误：{2} 中的 {1}：{3}",
    "please report it, with the file": "请连同文件一起报告",
    "takes more memory than there is": "所需内存超过现有内存",
    "use fewer --workers, or split it": "请减少 --workers，或把它拆开",
    "the process that read it died or hung": "读它的进程异常终止或没有响应",
    "it may need more memory than there is, or be made to do harm": "它可能需要过多内存，或是有意破坏的文件",
    "holds no record": "没有记录",
    "{1}: {2} characters unaccounted for": "{1}：{2} 个字符下落不明",
    "nothing is left of it: it is all chrome": "什么也没剩下：全是网页噪声",
    "{1} undecodable bytes; one U+FFFD stands for them": "有 {1} 个字节解不开；以一个 U+FFFD 代替",
    "rules took {1} of it": "规则删去了它的 {1}",
    "see `cleaner explain`; if a rule is too wide, see docs/rules.md": "请看 `cleaner explain`；如果规则太宽，请看 docs/rules.zh-CN.md",
    "the ledger holds the bytes": "删改记录存有这些字节",
    "applied, but its sha256 is empty: it would be applied to another text as well": (
        "已用上，但 sha256 为空：换了文本也会用上"
    ),
    "`cleaner corrections` fills it in": "`cleaner corrections` 会填好它",
    "has no row in the list of metadata": "元数据表中没有它",
    "add a row for it to {1}": "请在 {1} 中为它加一行",
    "unknown encoding {1}": "未知的编码 {1}",
    "try utf-8, gb18030 or big5": "可试 utf-8、gb18030 或 big5",
}

# Corrections.
CORRECTIONS = {
    "{1} documents are called so": "有 {1} 个文档叫这个名字",
    "write the sha256 of the one that is meant, as `cleaner file --format json` tells it (text_sha256)": (
        "请写所指那一个的 sha256，即 `cleaner file --format json` 中的 text_sha256"
    ),
    "not applied: {1}": "未用上：{1}",
    "'{1}' has no document with the key '{2}'": "“{1}”中没有键为“{2}”的文档",
    "it does not say which document": "没有写明是哪个文档",
    "there is no input '{1}'": "没有输入文件“{1}”",
    "the text of '{1}' has changed since this row was written (its sha256 differs)": (
        "写这一行之后，“{1}”的文本有了变化（sha256 不同）"
    ),
    "{1}; where a document lies in several files, name the first of them": "{1}；文档分存几个文件的，请写第一个",
    "write the source as the records have it, or delete the row": "请按记录中的写法写 source，或删去这一行",
    "look at it again; if the row still holds, empty its sha256, else delete it": (
        "请再看一遍；如果这一行仍然成立，清空其 sha256，否则删去"
    ),
    "is empty": "是空的",
    "its header is {1}": "它的表头是 {1}",
    "has more cells than columns": "单元格比列多",
    "put a value with commas in quotation marks": "含逗号的值请加引号",
    "unknown column '{1}'": "未知的列“{1}”",
    "two columns are called '{1}'": "有两列都叫“{1}”",
    "delete one": "请删去一列",
    "there is no column '{1}'": "没有“{1}”列",
    "the header is {1}": "表头应为 {1}",
    "it has no source": "没有 source",
    "write the path of the file as the records have it": "请按记录中的写法写文件路径",
    "unknown action '{1}'": "未知的动作“{1}”",
    "sha256 is no SHA-256": "sha256 列的值不是 SHA-256",
    "empty it, and `cleaner corrections` fills it in": "清空它，`cleaner corrections` 会填好",
    "part is no number: {1}": "part 不是数字：{1}",
    "write the number that the speech has in the column part of the records, from 1": (
        "请写该篇在记录 part 列中的编号，从 1 起"
    ),
}

# Settings.
SETTINGS = {
    "'{1}' is no share of a run": "“{1}”不是分片",
    "write the number of the share and how many there are, such as 3/8; {1} at most": (
        "请写分片的序号和总数，如 3/8；最多 {1} 份"
    ),
    "a corpus that grows is not shared out": "增量更新的语料库不能分片",
    "leave --update, --withdraw and --batches out": "请不要加 --update、--withdraw 和 --batches",
    "standard input cannot be shared out": "标准输入不能分片",
    "write it to a file first": "请先存成文件",
    "unknown key '{1}'": "未知的键“{1}”",
    "did you mean '{1}'?": "是不是想写“{1}”？",
    "known keys: {1}": "可用的键：{1}",
    "'profile' must be one of {1}, not {2}": "“profile”须为 {1} 之一，不能是 {2}",
    "no such configuration file": "没有这个配置文件",
    "'tool.cleaner' must be a table": "“tool.cleaner”须为表",
    "is not TOML: {1}": "不是 TOML：{1}",
    "'{1}' {2}, not {3}": "“{1}”{2}，不能是 {3}",
    "'{1}' must be a {2}number from {3} to {4}, not {5}": "“{1}”须为 {3} 到 {4} 的{2}数，不能是 {5}",
    "must be a {1}number from {2} to {3}": "须为 {2} 到 {3} 的{1}数",
    "whole": "整",
    "must be a number of bytes from {1} to {2}, or a size such as 512M or 2G": (
        "须为 {1} 到 {2} 的字节数，或 512M、2G 这样的大小"
    ),
    "must be a list of strings": "须为字符串列表",
    "must be a list of non-empty strings": "须为非空字符串的列表",
    "must be a non-empty string": "须为非空字符串",
    "must be a list of 'earliest', 'longest' and '{1}NAME'": "须为由“earliest”“longest”“{1}NAME”组成的列表",
    "must be one of {1}": "须为 {1} 之一",
    "must be {1}": "须为{1}",
    "true or false": " true 或 false",
    "a string": "字符串",
}

# Rules.
RULES = {
    "{1} rules": "{1} 条规则",
    "{1} rules: {2}": "{1} 条规则：{2}",
    "{1} rules: {2}{3}": "{1} 条规则：{2}{3}",
    "{1} examples do not hold": "{1} 个例子不成立",
    "every example holds": "所有例子都成立",
    "every example holds{1}": "所有例子都成立{1}",
    "; {1} rules would take what speakers say": "；{1} 条规则会删去讲话人的话",
    "{1} rules suggested for {2} sites; read them before you use them": "为 {2} 个网站建议了 {1} 条规则；使用前请先读一遍",
    "no such rule file": "没有这个规则文件",
    "error: rule '{1}': {2}": "错误：规则“{1}”：{2}",
    "= help: {1}": "= 提示：{1}",
    "takes what the example does not mark": "删了例子没有标出的部分",
    "leaves what the example marks": "没有删例子标出的部分",
    "a sentence that must stay would go": "会删去必须保留的句子",
    "does not protect this sentence": "没有保护这句话",
    "'match' must meet the whole sentence, folded: full-width marks are half-width there": (
        "“match”须匹配归一化后的整句：全角标点在那里是半角"
    ),
    "'match' does not meet it: it must take the whole line, folded (half-width, Simplified)": (
        "“match”没有匹配它：须匹配归一化后的整行（半角、简体）"
    ),
    "{1} would take it: narrow that pattern, or name the exception in 'unless'": (
        "{1} 会删去它：请收窄模式，或在“unless”中写明例外"
    ),
    "an example in 'removes' marks nothing: {1}": "“removes”中有例子没有标出任何部分：{1}",
    "write [-…-] around what goes": "请用 [-…-] 括住要删的部分",
    "{1}; {2} rules would take what speakers say": "{1}；{2} 条规则会删去讲话人的话",
    "the sentence is in the keep-set ({1}); narrow the rule, or if it is right allow it with --allow-rule {2}": (
        "这句话在保护句库中（{1}）；请收窄规则，确属应删则用 --allow-rule {2} 放行"
    ),
    "narrow 'match' to what is marked, or mark with [-…-] what is meant to go too": (
        "请把“match”收窄到标出的部分，或用 [-…-] 标出也要删的部分"
    ),
    "widen 'match' to all that is marked, or mark less": "请放宽“match”以包括标出的全部，或少标一些",
    "{1}: rule '{2}': takes {3} out of the keep-set's: {4}: narrow it, or name the exception in 'unless'": (
        "{1}：规则“{2}”：会从保护句库的这句话里删去 {3}：{4}：请收窄，或在“unless”中写明例外"
    ),
    "{1}: rule '{2}': {3}: {4}": "{1}：规则“{2}”：{3}：{4}",
    "{1} = help: {2}": "{1} = 提示：{2}",
    "error: rule '{1}': would take what speakers say": "错误：规则“{1}”会删去讲话人的话",
    "{1} = help: the sentence is in the keep-set ({2}); narrow the rule, or if it is right allow it with --allow-rule {3}": (
        "{1} = 提示：这句话在保护句库中（{2}）；请收窄规则，确属应删则用 --allow-rule {3} 放行"
    ),
    "no-literal": "no-literal",
    "no literal is sure to stand in a match": "没有一个字词必定出现在匹配中",
    "name a word that every match has; without one the rule is tried on every line": (
        "请写出每次匹配都有的词；否则每一行都要试这条规则"
    ),
    "a match may have no more than {1}": "匹配中可能只有 {1}",
    "name a longer word, or one beside it": "请写更长的词，或加上旁边的词",
    "too-wide": "too-wide",
    "takes a whole sentence: {1}": "会删去整句话：{1}",
    "name what is peculiar to the chrome": "请写出网页噪声特有的字样",
    "{1} takes any text of any length": "{1} 可以匹配任意长的任何文字",
    "bound it, such as .{0,80}": "请加上限，如 .{0,80}",
    "not-portable": "not-portable",
    "in '{1}': {2}": "“{1}”中：{2}",
    "every example is taken by rule '{1}' too": "每个例子规则“{1}”也都会删",
    "add an example that only this rule takes, or drop it": "请加一个只有这条规则会删的例子，或删去这条规则",
    "keep-set": "保护句库",
    "takes {1} out of the keep-set's: {2}": "会从保护句库的这句话里删去 {1}：{2}",
    "narrow it, or name the exception in 'unless'": "请收窄，或在“unless”中写明例外",
    ", {1} sentences of the keep-set asked": "，问过保护句库 {1} 句",
    "{1} rules: no problems{2}": "{1} 条规则：没有问题{2}",
    "{1} rules: {2} problems{3}": "{1} 条规则：{2} 个问题{3}",
    "the keep-set (tests/keep) is not here, so it was not asked: it comes with the checkout, not the package": (
        "这里没有保护句库（tests/keep），因此没有查：它随源码仓库提供，不在安装包里"
    ),
    "never fired  {1}": "从未用上  {1}",
    ", {1} protect": "，{1} 条为保护规则",
    "{1} rules: {2} fired, {3} never did{4}": "{1} 条规则：用上 {2} 条，从未用上 {3} 条{4}",
    "{1} hits {2} documents {3} characters": "{1} 处 {2} 个文档 {3} 字",
    "what is marked says too little: {1}": "标出的内容太少：{1}",
    "mark more of the line, or write the rule by hand": "请多标一些，或手写规则",
    "one line is needed": "需要一行文字",
    "for a block of lines, write the rule by hand": "要删几行的，请手写规则",
    "longer than {1} characters": "长于 {1} 字",
    "paste one line": "请只贴一行",
    "nothing is marked": "没有标出要删的部分",
    "mark what goes, such as [-{1}-] for the whole line": "请标出要删的部分，删整行则写 [-{1}-]",
    "more than one piece is marked": "标出了不止一处",
    "make a rule for each": "请每处写一条规则",
    "mark what goes with [-…-]": "请用 [-…-] 标出要删的部分",
    "no rule takes exactly what is marked: {1}": "没有规则能恰好删去标出的部分：{1}",
    "mark whole words, or write the rule by hand": "请标完整的词，或手写规则",
    "drafts are never written into the rules": "草稿不会写进正式规则",
    "write it elsewhere, read it, then move it there by hand": "请写到别处，读过之后再手工移过去",
    "no such rules folder": "没有这个规则文件夹",
    "no rule file (*.toml) in this folder": "文件夹里没有规则文件（*.toml）",
    "is neither a rule file nor a folder": "既不是规则文件，也不是文件夹",
    "has more than {1} lines": "超过 {1} 行",
    "keep the lines that pages really have; what they have in common is a rule (docs/rules.md)": "只保留网页中确有的行；它们的共同之处应写成规则（docs/rules.md）",
    "write the rules into a file first": "请先把规则写入文件",
    "is not UTF-8": "不是 UTF-8",
    "save the file as UTF-8": "请把文件存为 UTF-8",
    "is a rule file": "是规则文件",
    "a phrase list is a text file, a line a phrase; rule files are given with --rules": (
        "删除语文件是文本文件，一行一句；规则文件请用 --rules"
    ),
    "a phrase list is a text file; save it as UTF-8": "删除语文件是文本文件；请存为 UTF-8",
    "holds bytes that are no text": "含有不是文字的字节",
    "save it as UTF-8": "请存为 UTF-8",
    "rename one of the two files: the ids of phrases have their list's name": (
        "请给其中一个文件改名：删除语的 id 由文件名构成"
    ),
    "site '{1}' is also in {2}": "网站“{1}”在 {2} 中也有",
    "'rule' must be written as [[rule]]": "“rule”须写作 [[rule]]",
    "in double quotes a backslash is written twice; use 'single quotes' for patterns": (
        "双引号里反斜杠要写两个；模式请用'单引号'"
    ),
    "'site' must be written as [site]": "“site”须写作 [site]",
    "a site needs a name": "网站要有 name",
    "'{1}' is no host": "“{1}”不是主机名",
    "write it like example.com, in small letters, without http:// and *: subdomains count": (
        "请写成 example.com 这样：小写，不带 http:// 和 *，子域名也算"
    ),
    "there is no rule '{1}' to allow": "没有可放行的规则“{1}”",
    "see `cleaner rules list`": "请看 `cleaner rules list`",
    "a site needs hosts or detect": "网站要有 hosts 或 detect",
    "without them its rules could never hold": "没有它们，这些规则永远用不上",
    "a detect literal needs at least 4 characters": "detect 的字样至少要 4 个字",
    "shorter ones stand everywhere": "更短的到处都有",
    "'{1}' must be a list of non-empty strings": "“{1}”须为非空字符串的列表",
    "'{1}' must be a string": "“{1}”须为字符串",
    "rule '{1}': {2}": "规则“{1}”：{2}",
    "an id is made of letters, digits, '-', '_' and '.'": "id 由字母、数字和 - _ . 组成",
    "needs '{1}'": "缺少“{1}”",
    "unknown {1} '{2}'": "未知的 {1}“{2}”",
    "one of {1}": "可选：{1}",
    "'{1}' must be true or false": "“{1}”须为 true 或 false",
    "'{1}' must be a whole number from 1 to {2}": "“{1}”须为 1 到 {2} 的整数",
    "cannot lift '{1}'": "不能提取“{1}”",
    "'until' goes with scope block, head or tail": "“until”只用于 scope 为 block、head 或 tail 时",
    "scope block needs 'until'": "scope 为 block 时要有“until”",
    'the last line\'s pattern, or "{1}" for the rest': '最后一行的模式，或用 "{1}" 表示其余全部',
    "'until' and 'within' go together": "“until”与“within”要同时用",
    "'within' is the most lines a block may have": "“within”是块的最多行数",
    "'run' goes with scope head or tail, without 'until'": "“run”只用于 scope 为 head 或 tail、且没有“until”时",
    "'above_heading' goes with scope head": "“above_heading”只用于 scope 为 head 时",
    "a group named '{1}' goes with scope inline or line": "名为“{1}”的组只用于 scope 为 inline 或 line 时",
    "a rule that protects has no {1}": "保护规则不能有 {1}",
    "'at_least' and 'fills' go with 'words'": "“at_least”和“fills”要与“words”同用",
    "'words' holds {1} words": "“words”有 {1} 个词",
    "from 'at_least' to {1}": "应为 at_least 到 {1} 个",
    "'opens' goes with 'run', without 'lifts'": "“opens”要与“run”同用，且没有“lifts”",
    "'marked' goes with every rule but blocks": "“marked”不能用于成块删除的规则",
    "'weighed' goes with 'run' and 'likely'": "“weighed”要与“run”“likely”合用",
    "'near' goes with scope head or tail": "“near”只能用于 scope 为 head 或 tail 的规则",
    "an inline rule needs 'match' beside 'words'": "inline 规则除“words”外还要写“match”",
    "it says where the words stand": "它说明这些词在哪里",
    "'vocabulary' must be written as [vocabulary]": "“vocabulary”要写成 [vocabulary]",
    "'{1}' is no name for a vocabulary": "“{1}”不能作词语表的名称",
    "a name is made of a-z and '-', and is not 'site'": "名称由 a-z 和“-”组成，且不能是“site”",
    "vocabulary '{1}' is also in {2}": "词语表“{1}”在 {2} 里已有",
    "for the characters themselves write \\{{1}\\}": "要写这几个字符本身，就写 \\{{1}\\}",
    "no vocabulary is called '{1}'": "没有叫“{1}”的词语表",
    "'until_keeps' needs an 'until' pattern, and a scope other than tail": (
        "“until_keeps”要有“until”模式，且 scope 不是 tail"
    ),
    "a rule that protects takes nothing out": "保护规则不删任何文字",
    "its examples stand in 'keeps'": "它的例子写在“keeps”里",
    "needs '{1}' with at least one example": "“{1}”至少要有一个例子",
    "'match' has no group named '{1}'": "“match”中没有名为“{1}”的组",
    "write (?P<{1}>…)": "请写 (?P<{1}>…)",
    "matches the empty text": "能匹配空文本",
    "say what must stand there": "请写出必须出现的字样",
    "would take any text, even: {1}": "会删去任何文字，甚至：{1}",
    "a rule would take what speakers say: {1}{2}": "有规则会删去讲话人的话：{1}{2}",
    "narrow it, or if it is right allow it with {1}": "请收窄；确属应删则用 {1} 放行",
    "near-duplicates of many other speeches would take nearly all of {1} files, so nothing was written": (
        "{1} 个文件几乎全文都与许多别的讲话近似重复，因此没有写出任何内容"
    ),
    "raise the threshold, or leave them in with --near-duplicates tag and look at duplicates.jsonl": (
        "请调高阈值，或用 --near-duplicates tag 保留后查看 duplicates.jsonl"
    ),
    "a rule would remove too much, so nothing was written: {1}": "有规则删得太多，因此没有写出任何内容：{1}",
    "narrow it, or if it is right allow it with --allow-rule ID": "请收窄；确属应删则用 --allow-rule ID 放行",
}

MESSAGES: dict[str, str] = (
    ARGUMENTS | HELP | GROWTH | OUTCOMES | CHECK | DIFFERENCES | FILES | INPUTS | CORRECTIONS | SETTINGS | RULES
)
