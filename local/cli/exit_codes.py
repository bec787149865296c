"""What the exit codes of `finops` mean, and how errors become one.

| code | meaning |
|---|---|
| 0 | done |
| 1 | the question, the check or the job failed |
| 2 | wrong usage: an unknown option, a setting that cannot be used |
| 3 | the platform cannot be reached |
| 130 | interrupted from the keyboard; the question was cancelled |
"""

import json
from collections.abc import Generator
from contextlib import contextmanager
from enum import IntEnum

import typer


class ExitCode(IntEnum):
    DONE = 0
    FAILED = 1
    USAGE = 2
    UNREACHABLE = 3
    INTERRUPTED = 130


@contextmanager
def exits(*, as_json: bool = False) -> Generator[None]:
    """Turns what a command raises into one line on stderr and its exit code.

    With `as_json` the error is also an object on stdout: `{"error": {"code", "message", "retryable"}}`.
    """
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("interrupted", err=True)
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    except Exception as error:
        from finops_client.errors import FinOpsClientError
        from finops_core.errors import FinOpsError

        if not isinstance(error, FinOpsClientError | FinOpsError):
            raise
        from local.cli.terminal import told, write_json

        if as_json:
            problem = {"code": str(error.code), "message": str(error), "retryable": error.retryable}
            write_json(json.dumps({"error": problem}, ensure_ascii=False))
        typer.echo(told(f"finops: {error}").plain, err=True)
        raise typer.Exit(exit_code_of(error)) from None


def exit_code_of(error: Exception) -> ExitCode:
    """The exit code that tells a script what went wrong."""
    from finops_client.errors import ConnectionFailed, Forbidden, InsecureUrl, NoLocalPlatform, Unauthenticated
    from finops_core.errors import SettingsError

    match error:
        case ConnectionFailed() | NoLocalPlatform() | Unauthenticated() | Forbidden():
            return ExitCode.UNREACHABLE
        case SettingsError() | InsecureUrl():
            return ExitCode.USAGE
        case _:
            return ExitCode.FAILED
