"""The stack as `cdk synth` makes it, from sources alone: no wheels, no network, no Docker."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.catalog import CATALOG
from cdk.app import STACK_NAME, make_app
from cdk.assets import FRONT_DOOR, WORKER, Bundle, copy_sources
from cdk.stack import Code
from finops_core.tools.spec import Catalog

PAGE = "https://finops.example.com"
"""The page that the tests' stack is configured to let in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One asset of the assembly: where it is, and where the template expects it."""

    path: Path
    zipped: bool
    bucket: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """What was synthesised."""

    folder: Path
    stack_name: str = STACK_NAME

    @property
    def template(self) -> dict[str, Any]:
        return json.loads((self.folder / f"{self.stack_name}.template.json").read_text())

    def resources(self, type_: str) -> dict[str, dict[str, Any]]:
        """The resources of a type by logical id, each with `Properties`."""
        return {id: found for id, found in self.template["Resources"].items() if found["Type"] == type_}

    def assets(self) -> list[Asset]:
        manifest = json.loads((self.folder / f"{self.stack_name}.assets.json").read_text())
        return [
            Asset(
                path=self.folder / file["source"]["path"],
                zipped=file["source"]["packaging"] == "zip",
                bucket=destination["bucketName"],
                key=destination["objectKey"],
            )
            for file in manifest["files"].values()
            for destination in file["destinations"].values()
        ]


def synthesise(
    folder: Path,
    context: dict[str, object] | None = None,
    *,
    catalog: Catalog = CATALOG,
    stack_name: str = STACK_NAME,
) -> Assembly:
    """Synthesises the product's app below `folder`; fails on a finding of cdk-nag that nobody accepted."""
    for bundle in (FRONT_DOOR, WORKER):
        copy_sources(bundle, source_folder(folder, bundle))
    code = Code(
        front_door=source_folder(folder, FRONT_DOOR), worker=source_folder(folder, WORKER), page=built_page(folder)
    )
    out = folder / "cdk.out"
    make_app(code, context=context, outdir=str(out), catalog=catalog).synth()
    return Assembly(folder=out, stack_name=stack_name)


def built_page(folder: Path) -> Path:
    """What `make page` builds, in small: the stack puts in place whatever is there."""
    built = folder / "page"
    (built / "assets").mkdir(parents=True, exist_ok=True)
    (built / "index.html").write_text("<!doctype html><title>FinOps Agent</title>")
    (built / "config.json").write_text("{}")
    (built / "assets" / "index-abc123.js").write_text("export {};")
    return built


def source_folder(folder: Path, bundle: Bundle) -> Path:
    return folder / "source" / bundle.name
