"""A causal language model in memory. Imported lazily: it brings torch and transformers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, StoppingCriteria, TextIteratorStreamer

from workbench.core.errors import BadInput, Unavailable
from workbench.core.generation import Cancel, Message, Prompt
from workbench.models.generation.material import chat_messages
from workbench.models.quiet import quiet

_LOOK_S = 0.1  # how often one looks whether the work has ended without a word
_ANSWER_SHARE = 4  # a prompt leaves at least one part in so many of the context for the answer
_logger = logging.getLogger("workbench.generation")


class Causal:
    """Weights and tokenizer.

    Attributes:
        device: where it runs.

    Raises:
        Unavailable: the files are damaged or incomplete.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self.device = torch.device("cpu")
        if torch.accelerator.is_available():
            self.device = torch.accelerator.current_accelerator() or self.device
        self._lock = threading.Lock()
        safely = {"local_files_only": True, "trust_remote_code": False}
        try:
            with quiet():
                self._tokenizer: Any = AutoTokenizer.from_pretrained(folder, **safely)
                model: Any = AutoModelForCausalLM.from_pretrained(folder, dtype="auto", **safely)
            self._model = model.eval().to(self.device)
        except Exception as error:  # readers of foreign files raise whatever their parts raise
            raise Unavailable(
                f"{name} cannot be loaded: {_first_line(error)}.", "Copy or fetch the model again."
            ) from error
        places = getattr(self._model.config, "max_position_embeddings", None)
        self._places = min(places or 10**9, self._tokenizer.model_max_length)

    def stream(self, prompt: Prompt, cancel: Cancel) -> Iterator[str]:
        """The text, piece by piece. Closing the iterator, or cancelling, ends the work after the token that is under way."""
        tokens, most = self._fitted(prompt)
        while not self._lock.acquire(timeout=_LOOK_S):
            if cancel:
                return
        stop = _Stop(cancel)
        streamer: Any = TextIteratorStreamer(self._tokenizer, skip_prompt=True, skip_special_tokens=True)
        work = threading.Thread(target=self._write, args=(tokens, most, prompt, streamer, stop), name="generate")
        try:
            work.start()
            for piece in _pieces(streamer, work):
                if cancel:
                    return
                if piece:
                    yield piece
            if stop.error is not None:
                raise Unavailable(f"{self._name} failed: {_first_line(stop.error)}.", "Try again.") from stop.error
        finally:
            stop.wanted = False
            work.join()
            self._lock.release()

    def _write(self, tokens: torch.Tensor, most: int, prompt: Prompt, streamer: Any, stop: _Stop) -> None:
        how: dict[str, Any] = {"do_sample": False, "temperature": None, "top_p": None, "top_k": None}
        if prompt.temperature > 0:
            how = {"do_sample": True, "temperature": prompt.temperature}
        try:
            with torch.inference_mode():
                self._model.generate(
                    input_ids=tokens,
                    attention_mask=torch.ones_like(tokens),
                    max_new_tokens=most,
                    streamer=streamer,
                    stopping_criteria=[stop],
                    pad_token_id=self._tokenizer.pad_token_id or self._tokenizer.eos_token_id,
                    **how,
                )
        except Exception as error:  # given to whoever waits for the text
            stop.error = error
        finally:
            streamer.end()

    def _fitted(self, prompt: Prompt) -> tuple[torch.Tensor, int]:
        """The prompt in tokens, and how many may follow. What does not fit is left out: oldest messages first, then the
        passages that answer least.
        """
        room = self._places - min(prompt.most, self._places // _ANSWER_SHARE)
        told = [said for said in prompt.messages if said.role == "system"]
        spoken = [said for said in prompt.messages if said.role != "system"]
        passages = prompt.passages
        while True:
            kept = Prompt(messages=(*told, *spoken), passages=passages)
            tokens = self._read(chat_messages(kept))
            if tokens.shape[1] <= room:
                break
            if len(spoken) > 1:
                spoken = spoken[1:]
            elif passages:
                passages = passages[:-1]
            else:
                raise BadInput(
                    f"The prompt has {tokens.shape[1]:,} tokens, and {self._name} reads {room:,}.",
                    "Ask something shorter.",
                )
        lost = len(prompt.messages) - len(told) - len(spoken), len(prompt.passages) - len(passages)
        if any(lost):
            _logger.warning("The prompt is too long for %s: %d messages and %d passages left out", self._name, *lost)
        return tokens.to(self.device), min(prompt.most, self._places - tokens.shape[1])

    def _read(self, messages: list[Message]) -> torch.Tensor:
        if self._tokenizer.chat_template is None:
            text = "\n\n".join(said.text for said in messages) + "\n"
            ids = self._tokenizer(text, return_tensors="pt", verbose=False)["input_ids"]
        else:
            ids = self._templated([{"role": said.role, "content": said.text} for said in messages])
        read: torch.Tensor = ids
        return read

    def _templated(self, turns: list[dict[str, str]]) -> Any:
        """By the model's own template; where that knows no system, what the system is told goes before the first message."""
        from jinja2 import TemplateError

        how = {"add_generation_prompt": True, "return_tensors": "pt", "return_dict": True}
        try:
            return self._tokenizer.apply_chat_template(turns, **how)["input_ids"]
        except TemplateError as error:
            if len(turns) < 2 or turns[0]["role"] != "system":
                raise BadInput(
                    f"{self._name} cannot read these messages: {error}.", "Let the roles alternate."
                ) from error
        first = {"role": turns[1]["role"], "content": f"{turns[0]['content']}\n\n{turns[1]['content']}"}
        return self._templated([first, *turns[2:]])


class _Stop(StoppingCriteria):
    """Ends the work when nobody wants it any more; holds what went wrong in it."""

    def __init__(self, cancel: Cancel) -> None:
        self.wanted = True
        self.error: Exception | None = None
        self._cancel = cancel

    def __call__(self, input_ids: torch.Tensor, scores: Any, **_: Any) -> torch.Tensor:
        ended = bool(self._cancel) or not self.wanted
        return torch.full((input_ids.shape[0],), ended, device=input_ids.device, dtype=torch.bool)


def _pieces(streamer: Any, work: threading.Thread) -> Iterator[str]:
    """What the streamer is given, until it is at its end; `streamer.end` may itself fail, so the thread's end counts too."""
    streamer.timeout = _LOOK_S
    while True:
        try:
            yield next(streamer)
        except StopIteration:
            return
        except Empty:
            if not work.is_alive() and streamer.text_queue.empty():
                return


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:300].rstrip(".") or type(error).__name__
