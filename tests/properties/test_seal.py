"""What is sealed opens to the same, and the seal holds nothing of it."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from tests.words import WORDS, SecretTold, event
from workbench.log.row import decode
from workbench.log.seal import blank, fits, is_open, opened, random_salts, seal_all

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5)
HINTS = st.none() | st.dictionaries(NAMES | st.just("text"), st.lists(NAMES, max_size=3).map(tuple), max_size=3)
SECRETS = st.builds(SecretTold, to=NAMES | st.just('","text":"'), text=TEXTS, hints=HINTS)


@given(st.lists(SECRETS, min_size=1, max_size=4))
def test_what_is_sealed_opens_to_the_same(secrets: list[SecretTold]) -> None:
    events = [event(str(number), data) for number, data in enumerate(secrets)]
    bodies = WORDS.encode(events)
    chained, aside = seal_all(events, bodies, random_salts, imported=False)
    for one, body, closed, apart in zip(events, bodies, chained, aside, strict=True):
        assert apart is not None
        assert is_open(apart)
        assert opened(closed, apart) == body
        (stored,) = WORDS.decode([closed])
        assert fits(stored, apart)
        assert stored.data == blank(one.data, sha256(apart).hexdigest())
        assert decode([(closed, bytes(len(apart)))], WORDS, 1) == [stored]


@given(st.text("0123456789abcdef", min_size=70, max_size=90))
def test_what_is_chained_depends_on_the_text_only_by_its_seal(text: str) -> None:
    told = [event("1", SecretTold(text=text)), event("1", SecretTold(text="x", hints={text: (text,)}))]
    chained, _ = seal_all(told, WORDS.encode(told), random_salts, imported=False)
    heads = {body[: body.index(b'"sealed"')] for body in chained}
    assert len(heads) == 1
    assert not any(text.encode() in body for body in chained)
