"""Rules as data.

Properties: (1) names are found in any spelling, wrong ones hint at the right one;
(2) rules that contradict themselves cannot be made; (3) the named sets differ where the
rule books do; (4) the handicap bonus counts stones as it says.
"""

from __future__ import annotations

import pytest

from tengen.go.rules import RULES, Rules, rules


def test_names_are_found_in_any_spelling():
    assert rules("Tromp_Taylor") is RULES["tromp-taylor"]
    assert rules(" New Zealand ") is RULES["new-zealand"]
    own = Rules(komi=0)
    assert rules(own) is own


def test_a_wrong_name_hints_at_the_right_one():
    with pytest.raises(ValueError, match="Did you mean 'japanese'"):
        rules("japanesse")


@pytest.mark.parametrize(
    "field", [{"ko": "super"}, {"scoring": "stones"}, {"handicap_bonus": "2"}]
)
def test_words_that_are_no_rules_are_refused(field):
    with pytest.raises(ValueError, match=next(iter(field))):
        Rules(**field)


@pytest.mark.parametrize("komi", [float("nan"), float("inf")])
def test_komi_is_a_finite_number(komi):
    with pytest.raises(ValueError, match="komi"):
        Rules(komi=komi)


def test_the_rule_books_differ_where_they_do():
    assert {name for name, each in RULES.items() if each.suicide} == {
        "tromp-taylor",
        "new-zealand",
    }
    assert {name for name, each in RULES.items() if each.scoring == "territory"} == {
        "japanese",
        "korean",
    }
    assert rules("aga").ko == "situational"
    assert rules("tournament") == rules("cgos") == Rules("positional", False, 7.5)


def test_handicap_bonus():
    assert [rules(n).bonus(4) for n in ("cgos", "aga", "chinese")] == [0, 3, 4]
    assert [rules(n).bonus(0) for n in ("cgos", "aga", "chinese")] == [0, 0, 0]
