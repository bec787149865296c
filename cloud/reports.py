"""Saved reports of a deployed stack: put into its bucket once seen to be some, and what was made of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cloud.ports import Clients, aws_errors
from finops_core.errors import ToolError
from worker.reports.saved import load_report
from worker.reports.shelf import ENDING, MADE, MOST_REPORTS, NAME, SAVED

PERMISSIONS: Final = "s3:ListBucket, and s3:GetObject, PutObject and DeleteObject below reports/ of the stack's bucket"


@dataclass(frozen=True, slots=True, kw_only=True)
class StackReports:
    """The reports in a stack's bucket. Methods raise SettingsError, Forbidden or ToolError for what AWS refuses."""

    clients: Clients
    bucket: str

    @classmethod
    def of(cls, clients: Clients, outputs: Mapping[str, str]) -> "StackReports":
        """Those of the stack that told these outputs. Raises ToolError for a stack of an earlier version."""
        if "SavedReports" not in outputs:
            raise ToolError("This stack is of a version that makes no reports. Update it: finops cloud deploy")
        return cls(clients=clients, bucket=outputs["SavedReports"].removeprefix("s3://").partition("/")[0])

    def save(self, file: Path) -> str:
        """Saves a report under its file's name, and returns that. Raises SettingsError for what is none."""
        load_report(file)
        name = file.name.removesuffix(ENDING)
        if not NAME.fullmatch(name):
            raise ToolError(f"{file.name}: the file of a report is named by letters, digits, dashes and underscores.")
        if name not in (known := self.made()) and len(known) >= MOST_REPORTS:
            raise ToolError(f"There are {MOST_REPORTS} reports, the most there may be. Remove one first.")
        self._asked("put_object", Key=f"{SAVED}{name}{ENDING}", Body=file.read_bytes())
        return name

    def remove(self, name: str) -> None:
        """No more is made of a report; what was made stays. Doing it again changes nothing."""
        self._asked("delete_object", Key=f"{SAVED}{name}{ENDING}")

    def made(self) -> Mapping[str, str]:
        """Every saved report by name, with the day of what was made of it last, empty before the first."""
        names = [key.removeprefix(SAVED).removesuffix(ENDING) for key in self._keys(SAVED) if key.endswith(ENDING)]
        return {name: Path(self._latest(name, "")).stem for name in names}

    def read(self, name: str, form: str) -> bytes:
        """What was made last of a report, in a form such as `.html`. Raises ToolError before the first."""
        key = self._latest(name, form)
        if not key:
            raise ToolError(f"Nothing was made of a report {name} yet: finops cloud report list")
        return self._asked("get_object", Key=key)["Body"].read()

    def _latest(self, name: str, form: str) -> str:
        return max((key for key in self._keys(f"{MADE}{name}/") if key.endswith(form)), default="")

    def _keys(self, prefix: str) -> Iterator[str]:
        with aws_errors(f"Listing {prefix}", PERMISSIONS):
            pages = (
                self.clients.client("s3").get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
            )
            for page in pages:
                yield from (str(each["Key"]) for each in page.get("Contents", []))

    def _asked(self, operation: str, **given: Any) -> Any:
        with aws_errors(f"The report {given['Key']}", PERMISSIONS):
            return getattr(self.clients.client("s3"), operation)(Bucket=self.bucket, **given)
