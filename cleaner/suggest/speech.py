"""Sentences that no rule may touch: the keep-set, and what the rules themselves promise to keep."""

from __future__ import annotations

import re
from functools import lru_cache

from cleaner.document.fold import fold
from cleaner.document.forms import is_salutation, opens_paragraph
from cleaner.document.keepset import keep_set
from cleaner.document.matcher import Matcher
from cleaner.document.ruleset import RuleSet, load_rules

_DATE = re.compile(
    r"\(?(?:\d{4} ?年 ?\d{1,2} ?月(?: ?\d{1,2} ?日)?|[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月.{0,4})\)?"
)
_SIGNATURE = re.compile(r".{0,20}(?:政府|委员会|委|局|党组|党委|支部|办公室|学校|大学|公司|集团|协会|工会)(?:\(印\))?")
_SPOKEN_NOTE = re.compile(r"[(\[【].{0,10}(?:掌声|鼓掌|录音|记录稿|审阅|删节|完|略)[)\]】]")


@lru_cache(maxsize=1)
def builtin_ruleset() -> RuleSet:
    """Return the built-in rules: what they protect and keep is language, whichever rules are in force."""
    return load_rules()


@lru_cache(maxsize=1)
def kept_sentences() -> tuple[str, ...]:
    """Return the keep-set and every ``keeps`` of the built-in rules."""
    ours = (sentence for rule in builtin_ruleset().rules for sentence in rule.keeps if "\n" not in sentence)
    return tuple(dict.fromkeys([*(line.text for line in keep_set()), *ours]))


@lru_cache(maxsize=1)
def _formulas() -> Matcher:
    rules = builtin_ruleset()
    return Matcher(RuleSet(tuple(rule for rule in rules.rules if rule.protects), (), rules.sha256))


@lru_cache(maxsize=1)
def _kept_keys() -> frozenset[str]:
    return frozenset(map(_key, kept_sentences()))


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


def is_formula(folded: str) -> bool:
    """Whether a line is what speeches are made of, however often it recurs: an address, thanks, a heading, a signature.

    >>> is_formula("同志们:"), is_formula("谢谢大家!"), is_formula("一、提高认识"), is_formula("上一篇:没有了")
    (True, True, True, False)
    """
    return (
        _formulas().protects(folded)
        or is_salutation(folded)
        or opens_paragraph(folded)
        or any(pattern.fullmatch(folded) for pattern in (_DATE, _SPOKEN_NOTE))
        or (bool(_key(folded)) and _key(folded) in _kept_keys())
    )


def is_signature(folded: str) -> bool:
    """Whether a line may be the body that signs a speech: at the end of a text it is genuine."""
    return _SIGNATURE.fullmatch(folded) is not None
