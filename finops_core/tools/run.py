"""The one way to call a tool: validate, scope, approve, call, cap, audit."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from finops_core.answers import FACT_REFERENCE, Finding, mark_of
from finops_core.errors import FinOpsError, ToolError, ToolRetry
from finops_core.stopping import stopped_by
from finops_core.tools.context import ToolContext
from finops_core.tools.facts import FactBook
from finops_core.tools.readers import readers_for
from finops_core.tools.spec import AnyTool

logger = logging.getLogger(__name__)

MAX_FACTS = 500
"""Facts of one call that reach an answer; a tool that makes more is a programming error."""

Approval = Callable[[AnyTool, Mapping[str, Any], ToolContext], bool]
"""Says whether a person approved exactly this call."""


def refuse_changes(tool: AnyTool, arguments: Mapping[str, Any], context: ToolContext) -> bool:
    """The approval of a platform that carries out no actions."""
    return False


def run_tool(
    tool: AnyTool,
    arguments: Mapping[str, Any],
    context: ToolContext,
    *,
    approved: Approval = refuse_changes,
) -> Finding:
    """Calls a tool with untrusted arguments and returns its finding.

    Raises ToolRetry for arguments the tool does not take, ToolError for anything that cannot be done.
    Errors the tool did not foresee become ToolError with a sentence for the user; the cause goes to the log.
    """
    try:
        params = tool.params.model_validate(dict(arguments))
    except ValidationError as error:
        raise ToolRetry(f"{tool.name}: {_first_problem(error)}") from error
    if tool.changes and not approved(tool, arguments, context):
        raise ToolError(
            f"{tool.name} would do this: it changes an account, and nobody has approved exactly this call. "
            "Nothing was done."
        )
    call = _limited(context)
    missing = tool.missing(call.services)
    if missing:
        raise ToolError(f"{tool.name} needs {missing[0].title}. {missing[0].remedy}")
    call.check()
    try:
        with stopped_by(call.cancelled):
            finding = tool.present(tool.read(params, call), call.facts)
    except FinOpsError:
        raise
    except Exception as error:
        logger.exception("tool=%s, job_id=%s | tool failed", tool.name, context.job_id)
        raise ToolError(
            f"{tool.name} failed on this data ({type(error).__name__}). "
            f"The platform's log has the details under job {context.job_id}."
        ) from error
    if len(finding.facts) > MAX_FACTS:
        raise ToolError(f"{tool.name} returned {len(finding.facts)} facts; at most {MAX_FACTS} fit an answer.")
    _without_holes(tool, finding, call)
    logger.info("tool=%s, job_id=%s, user_id=%s | tool called", tool.name, context.job_id, context.user_id)
    return finding


def _limited(context: ToolContext) -> ToolContext:
    """What the call gets: readers that know the user's accounts only, whatever it asks them, and facts of its own."""
    return replace(context, services=readers_for(context.services, context.accounts), facts=FactBook())


def _without_holes(tool: AnyTool, finding: Finding, context: ToolContext) -> None:
    """Raises ToolError when a sentence names a fact of this call that the finding does not have."""
    has = {fact.id for fact in finding.facts}
    named = FACT_REFERENCE.findall(f"{finding.headline} {finding.prose}")
    missing = [fact_id for fact_id in named if fact_id not in has and mark_of(fact_id) == context.facts.mark]
    if missing:
        logger.error("tool=%s, job_id=%s, facts=%s | facts missing", tool.name, context.job_id, missing)
        raise ToolError(f"{tool.name} lost a number of its answer. The platform's log has job {context.job_id}.")


def _first_problem(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "arguments"
    return f"{where}: {first['msg']}"
