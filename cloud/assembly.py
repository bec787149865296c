"""What is deployed, as the CDK synthesises it: the template, and the files that it takes from a bucket."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cdk.config import StackConfig
from cloud.ports import Tell

MADE_AT = (1980, 1, 1, 0, 0, 0)
"""Of every file in an archive, so that the same code makes the same archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One file or folder, and where the template expects it; `bucket` still has the account's placeholders."""

    path: Path
    zipped: bool
    bucket: str
    key: str

    def content(self) -> bytes:
        """What is uploaded: the file, or the folder as an archive."""
        if not self.zipped:
            return self.path.read_bytes()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(each for each in self.path.rglob("*") if each.is_file()):
                entry = zipfile.ZipInfo(file.relative_to(self.path).as_posix(), MADE_AT)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, file.read_bytes())
        return packed.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """A folder as `cdk synth` leaves it, with one stack."""

    folder: Path
    stack_name: str

    @property
    def template(self) -> dict[str, Any]:
        return json.loads((self.folder / f"{self.stack_name}.template.json").read_text(encoding="utf-8"))

    @property
    def template_key(self) -> str:
        """The key under which the template itself is uploaded."""
        [found] = [asset.key for asset in self.assets() if asset.path.name == f"{self.stack_name}.template.json"]
        return found

    def assets(self) -> Iterator[Asset]:
        """Everything to upload, the template among it."""
        manifest = json.loads((self.folder / f"{self.stack_name}.assets.json").read_text(encoding="utf-8"))
        for file in manifest["files"].values():
            for destination in file["destinations"].values():
                yield Asset(
                    path=self.folder / file["source"]["path"],
                    zipped=file["source"]["packaging"] == "zip",
                    bucket=destination["bucketName"],
                    key=destination["objectKey"],
                )


Build = Callable[[StackConfig, Path, Tell], Assembly]
"""Makes the assembly of a configuration in an empty folder."""


def build(config: StackConfig, folder: Path, tell: Tell) -> Assembly:
    """Builds the functions' code for Lambda with pip, and synthesises the stack. Raises SettingsError."""
    from cdk import assets
    from cdk.app import built_code, bundles_of, make_app

    for bundle in bundles_of(config):
        size = assets.build(bundle, assets.BUILT / bundle.name)
        tell(f"Built the code of {bundle.name.replace('_', ' ')}: {size / 1e6:.0f} MB.")
    context: dict[str, object] = config.model_dump(mode="json", exclude_none=True)
    make_app(built_code(config), context=context, outdir=str(folder)).synth()
    return Assembly(folder=folder, stack_name=config.stack_name)
