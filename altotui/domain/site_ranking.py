"""Best matches first: where in a name a word stands decides, then how often and lately a site was visited.

A word at the start of a name is better than one at the start of a part of it, that better than one inside, and any of
them better than a word that stands in a tag or a version. Fingers that know fzf find their site in the same place.
"""

from __future__ import annotations

from collections.abc import Sequence

from altotui.domain.ids import SiteId
from altotui.domain.natural import folded
from altotui.domain.site_filter import PlainWord
from altotui.domain.site_index import BETWEEN, SiteIndex

MOST_RANKED = 200
"""More hits than this are not worth the time: nobody looks at them all, and the next key leaves fewer."""
_AT_START, _AT_PART, _INSIDE, _ELSEWHERE = 0, 1, 2, 4


def best_first(index: SiteIndex, hits: Sequence[int], words: Sequence[PlainWord]) -> Sequence[int]:
    """Return `hits` with the best matches of `words` first; equal ones stay in their order.

    Of more than `MOST_RANKED` only those whose name begins with the first word are put first.
    """
    if not words or len(hits) < 2:
        return hits
    if len(hits) > MOST_RANKED:
        return _starting_first(index, hits, words[0])
    rank, sites = index.scene.rank, index.sites
    scores = [0] * len(hits)
    for word in words:
        texts, text = _texts(index, word), word.text
        scores = [score + _place(texts[hit], text) for score, hit in zip(scores, hits, strict=True)]
    keyed = [
        (score, -rank(sites[hit].id), place)
        for place, (score, hit) in enumerate(zip(scores, hits, strict=True))
    ]
    return [hits[place] for _, _, place in sorted(keyed)]


def visited_first(
    index: SiteIndex, hits: Sequence[int], favourites: Sequence[SiteId], recents: Sequence[SiteId]
) -> Sequence[int]:
    """Return `hits` with favourites first, then those visited most and last; the rest stays in its order."""
    numbers = index.numbers if favourites or recents else {}
    first = [numbers[site_id] for site_id in (*favourites, *recents) if site_id in numbers]
    if not first:
        return hits
    among = set(first).intersection(hits)
    ahead = list(dict.fromkeys(number for number in first if number in among))
    return ahead + [hit for hit in hits if hit not in among]


def _starting_first(index: SiteIndex, hits: Sequence[int], word: PlainWord) -> Sequence[int]:
    texts, text, length = _texts(index, word), word.text, len(word.text)
    ahead = [hit for hit in hits if texts[hit][:length] == text]  # a fourth faster than startswith
    if not ahead:
        return hits
    put_first = set(ahead)
    return ahead + [hit for hit in hits if hit not in put_first]


def _place(text: str, word: str) -> int:
    """Return what the best place of `word` in the name at the head of `text` is worth; less is better, 0 is best."""
    at = text.find(word)
    if at == 0:
        return _AT_START
    name_end = text.find(BETWEEN)
    last = (name_end if name_end >= 0 else len(text)) - len(word)
    if not 0 < at <= last:
        return _ELSEWHERE
    while 0 < at <= last:
        if not text[at - 1].isalnum() or not word[0].isalnum():
            return _AT_PART
        at = text.find(word, at + 1)
    return _INSIDE


def _texts(index: SiteIndex, word: PlainWord) -> Sequence[str]:
    return index.hays if word.is_cased else index.folded


def spans_in(text: str, words: Sequence[PlainWord]) -> list[tuple[int, int]]:
    """Return where `words` stand in `text`, in order and apart from each other: that is what made it a hit."""
    found: list[tuple[int, int]] = []
    plain = folded(text)
    for word in words:
        among = text if word.is_cased or len(plain) != len(text) else plain
        at = among.find(word.text)
        if at >= 0:
            found.append((at, at + len(word.text)))
    return _joined(found) if len(found) > 1 else found


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
