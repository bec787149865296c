"""What an export says about its own deliveries: the manifests of AWS and Azure, as one kind of record.

AWS (legacy reports): `<name>-Manifest.json` in the period's folder names the current assembly and its files; another
copy in the assembly's own folder describes that assembly. Data Exports: the same under `metadata/`, with `executionId`
and `dataFiles`. Azure: `manifest.json` in each run's folder, with `runInfo.submittedTime` and `blobs`.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One manifest: `place` is its path in the bill, `files` are the paths it lists as it writes them.

    `run` is the delivery's id, `family` names what replaces each other, `submitted` when the run was asked for.
    `period` is the period as the export calls it. `points` says that it points to the current delivery of a period,
    beside whose files any other delivery of that period is an old one.
    """

    place: str
    files: tuple[str, ...]
    run: str = ""
    family: str = ""
    period: str = ""
    submitted: datetime | None = None
    points: bool = False


def read_manifest(place: str, content: bytes) -> Manifest | None:
    """The manifest in a document; None when it is none that is known."""
    try:
        found: object = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    fields = cast("dict[str, Any]", found)
    for reader in (_of_azure, _of_data_export, _of_report):
        manifest = reader(place, fields)
        if manifest is not None:
            return manifest
    return None


def _of_azure(place: str, fields: dict[str, Any]) -> Manifest | None:
    run, blobs = fields.get("runInfo"), fields.get("blobs")
    if not isinstance(run, dict) or not isinstance(blobs, list):
        return None
    run, config = cast("dict[str, Any]", run), fields.get("exportConfig")
    export = cast("dict[str, Any]", config) if isinstance(config, dict) else {}
    names = [cast("dict[str, Any]", blob).get("blobName") for blob in cast("list[object]", blobs) if _is_dict(blob)]
    period = f"{str(run.get('startDate'))[:10]}/{str(run.get('endDate'))[:10]}"
    return Manifest(
        place=place,
        files=_texts(names),
        run=_text(run.get("runId")),
        family=f"azure {_text(export.get('resourceId')) or _text(export.get('exportName'))} {export.get('type')}",
        period=period,
        submitted=moment(_text(run.get("submittedTime"))),
    )


def _of_data_export(place: str, fields: dict[str, Any]) -> Manifest | None:
    files, run = fields.get("dataFiles"), _text(fields.get("executionId"))
    if not isinstance(files, list) or not run:
        return None
    return Manifest(
        place=place,
        files=_texts(cast("list[object]", files)),
        run=run,
        family=f"export {_text(fields.get('exportArn'))}",
        points=run not in place,
    )


def _of_report(place: str, fields: dict[str, Any]) -> Manifest | None:
    run, files = _text(fields.get("assemblyId")), fields.get("reportKeys")
    if not run:
        return None
    return Manifest(
        place=place,
        files=_texts(cast("list[object]", files)) if isinstance(files, list) else (),
        run=run,
        family=f"report {_text(fields.get('reportName'))}",
        points=run not in place,
    )


_FRACTION = re.compile(r"\.(\d{1,6})\d*")


def moment(text: str) -> datetime | None:
    """A point in time, in UTC unless it says otherwise; None when the text is none."""
    try:
        found = datetime.fromisoformat(_FRACTION.sub(lambda m: "." + m[1].ljust(6, "0"), text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _is_dict(value: object) -> bool:
    return isinstance(value, dict)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(values: "list[object] | list[Any]") -> tuple[str, ...]:
    return tuple(value for value in values if isinstance(value, str))
