"""`finops ask` and `finops chat`: a question in, progress on stderr, the answer on stdout."""

import sys
import uuid
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from finops_client import Answer, AnswerReady, Client, Event, Finished, JobFailed
from finops_client import Progress as JobProgress
from finops_client.errors import BadFrame, TooLarge
from finops_core.texts import readable
from local.cli.connect import platform_for_a_question
from local.cli.render import answer_lines
from local.cli.terminal import err, out, told, write_json

GOODBYES = frozenset({"/quit", "/exit", "exit", "quit"})


def ask(
    question: str,
    *,
    bill: str | None,
    url: str | None,
    data_dir: Path | None,
    timeout_s: float | None,
    everything: bool,
    engine: str | None = None,
    model: bool = True,
    as_json: bool,
) -> None:
    """One question; `everything` reads what was too large for the answer. Without `model` no language model is asked.

    Raises FinOpsClientError when it fails; an interrupt cancels it.
    """
    with platform_for_a_question(url=url, bill=bill, data_dir=data_dir, engine=engine) as client:
        progress = None if as_json else err()
        ready = _answer(client, question, thread_id=None, timeout_s=timeout_s, model=model, progress=progress)
        answer = client.whole(ready.job_id, ready.answer) if everything else ready.answer
        show(answer, as_json=as_json)


def chat(*, bill: str | None, url: str | None, data_dir: Path | None, as_json: bool, model: bool = True) -> int:
    """Questions of one conversation, a line each, until the end of input or `/quit`. Returns how many failed.

    A question that fails, or that the platform refuses to take, does not end the conversation.
    """
    thread_id, failed = uuid.uuid4().hex, 0
    with platform_for_a_question(url=url, bill=bill, data_dir=data_dir) as client:
        for question in _lines():
            try:
                progress = None if as_json else err()
                ready = _answer(client, question, thread_id=thread_id, timeout_s=None, model=model, progress=progress)
            except (JobFailed, BadFrame, TooLarge) as error:
                failed += 1
                err().print(told(f"finops: {error}"))
            else:
                show(ready.answer, as_json=as_json)
    return failed


def show(answer: Answer, *, as_json: bool) -> None:
    """The typed answer as one JSON object, or rendered."""
    if as_json:
        write_json(answer.model_dump_json(by_alias=True))
        return
    console = out()
    for part in answer_lines(answer):
        console.print(part, crop=False)
    console.file.flush()


def _answer(
    client: Client,
    question: str,
    *,
    thread_id: str | None,
    timeout_s: float | None,
    model: bool,
    progress: Console | None,
) -> AnswerReady:
    asked = client.ask(question, thread_id=thread_id, timeout_s=timeout_s, model=model, cancel_on_exit=True)
    with asked as events:
        if progress is not None and progress.is_terminal:
            with _bar(progress) as bar:
                return _read(events, bar, bar.add_task("Asking", total=100))
        return _read(events, None, TaskID(0))


def _bar(console: Console) -> Progress:
    return Progress(
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
        console=console,
        transient=True,
    )


def _read(events: Iterable[Event], bar: Progress | None, task: TaskID) -> AnswerReady:
    """The answer of a job. Raises JobFailed, JobCancelled or JobInterrupted."""
    answer: AnswerReady | None = None
    for event in events:
        match event:
            case JobProgress(percent=percent, message=message) if bar is not None:
                bar.update(task, completed=percent, description=readable(message))
            case AnswerReady():
                answer = event
            case Finished():
                event.raise_for_outcome()
            case _:
                pass
    if answer is None:
        raise JobFailed("the job ended without an answer")
    return answer


def _lines() -> Iterable[str]:
    """Questions from the keyboard, with a prompt, or from a pipe."""
    interactive = sys.stdin.isatty()
    if interactive:
        err().print("Ask about your bill. /quit ends.", style="dim")
    while True:
        if interactive:
            sys.stderr.write("> ")
            sys.stderr.flush()
        line = sys.stdin.readline()
        if not line or line.strip() in GOODBYES:
            return
        if line.strip():
            yield line.strip()
