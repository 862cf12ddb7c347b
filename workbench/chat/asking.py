"""Asking: from a question to an answer, by way of what is found, how sure that makes, and who writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from workbench.chat.answer import Answer, Reply
from workbench.chat.citing import see_also
from workbench.chat.confidence import confidence, outlook
from workbench.chat.evidence import Compare, Evidence, measure
from workbench.chat.history import Turn
from workbench.chat.neutral import neutral, neutral_pieces, one_line
from workbench.chat.ports import Findings, Material
from workbench.chat.prompting import answer_prompt
from workbench.chat.quoting import quotes
from workbench.chat.rewriting import understand
from workbench.core.errors import BadInput, Unavailable
from workbench.core.generation import Generator, Passage

MOST_CITED = 5
_LONGEST = 10_000
_TENTATIVE = "This is uncertain: the material may not answer the question.\n\n"
_REFUSED = "The material does not answer this."
_NEAREST = " What comes nearest, and was judged not to answer it: {nearest}."
_SHOWN, _SHORT = 3, 80
_FAILED = "The answer could not be written: {problem} These are the passages that were found, quoted:\n\n"
_CUT = "\n\nThe answer broke off here: {problem} These are the passages that were found, quoted:\n\n"
_SILENT = "Nothing was written."


class Asking:
    """Answers questions from some material.

    Args:
        generator: opens who writes, on first use.
        compare: compares sentences with a question.
    """

    def __init__(self, generator: Callable[[], Generator], compare: Compare) -> None:
        self._generator = generator
        self._compare = compare

    def ask(
        self,
        question: str,
        material: Material,
        *,
        history: Sequence[Turn] = (),
        k: int = MOST_CITED,
        id_: str | None = None,
        done: Callable[[Reply], None] = lambda reply: None,
    ) -> Answer:
        """An answer, to be read as it is written. What it may cite and how sure it is stand there at once.

        Args:
            question: in words.
            material: what is answered from.
            history: what was asked and answered before, the last at the end; a follow-up is understood by it.
            k: the number of passages that it may cite, 1 to 5.
            id_: its subject in a conversation.
            done: told when it is complete.

        Raises:
            BadInput: the question is empty or too long, or `k` is out of range.
            Unavailable: the model that compares texts, or the one that writes, cannot be opened.
        """
        check_question(question)
        if not 1 <= k <= MOST_CITED:
            raise BadInput(f"{k} passages were asked for.", f"Ask for 1 to {MOST_CITED}.")
        asked = neutral(question).strip()
        generator = self._generator()
        understood = understand(asked, history, generator)
        findings = material(understood, k)
        evidence = self._evidence(understood, findings)
        share = confidence(evidence) if evidence else 0.0
        return Answer(
            question=asked,
            understood=understood,
            passages=findings.passages,
            evidence=evidence,
            confidence=share,
            outlook=outlook(share),
            generator=generator.name,
            position=findings.position,
            write=lambda answer: _write(answer, generator, history),
            id_=id_,
            done=done,
        )

    def _evidence(self, question: str, findings: Findings) -> Evidence | None:
        if not findings.passages:
            return None
        return measure(question, findings.passages, findings.background, self._compare)


def check_collections(collections: Sequence[str] | None) -> None:
    """Nothing, if these can be names of collections.

    Raises:
        BadInput: they are one text.
    """
    if isinstance(collections, str):
        raise BadInput("Collections are a list of names, not one text.", f"Give [{collections[:100]!r}].")


def check_question(question: str) -> None:
    """Nothing, if that can be asked.

    Raises:
        BadInput: it is empty, too long or no text.
    """
    if not isinstance(question, str) or not question.strip():
        raise BadInput("There is no question.", "Ask one, in words.")
    if len(question) > _LONGEST:
        raise BadInput(f"The question has {len(question):,} characters.", f"Use at most {_LONGEST:,}.")


def _write(answer: Answer, generator: Generator, history: Sequence[Turn]) -> Iterator[str]:
    """The pieces of an answer."""
    if answer.outlook == "refused":
        yield _refusal(answer.passages)
        return
    if answer.outlook == "tentative":
        yield _TENTATIVE
    prompt = answer_prompt(answer.understood, answer.passages, history)
    written = ""
    problem: str | None = None
    try:
        for piece in neutral_pieces(generator.stream(prompt, answer.cancel), len(answer.passages)):
            written += piece
            yield piece
    except (Unavailable, BadInput) as error:
        problem = neutral(error.problem)
    if answer.cancel:
        return
    if problem is None and written.strip():
        if others := see_also(written, len(answer.passages)):
            yield others
        return
    answer.fall_back()
    yield (_CUT if written.strip() else _FAILED).format(problem=problem or _SILENT)
    yield from quotes(answer.understood, answer.passages)


def _refusal(passages: Sequence[Passage]) -> str:
    nearest = "; ".join(one_line(passage.title or passage.text, _SHORT) for passage in passages[:_SHOWN])
    return _REFUSED + (_NEAREST.format(nearest=nearest) if nearest else "")
