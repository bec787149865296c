"""The release before packed texts, as it was: its sources, and the stack that it deploys."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

from tests.infra.synthesis import Assembly, built_page

SOURCES = Path(__file__).parents[1] / "compatibility" / "stored" / "before-packed-texts.tar.xz"
"""`git archive` of the packages that are deployed, and of `cdk`. Never brought up to date."""

SYNTHESIS = """
import json, sys
from pathlib import Path
from cdk.app import make_app
from cdk.assets import FRONT_DOOR, WORKER, copy_sources
from cdk.stack import Code

folder, page, context = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
sources = {bundle.name: folder / "source" / bundle.name for bundle in (FRONT_DOOR, WORKER)}
for bundle in (FRONT_DOOR, WORKER):
    copy_sources(bundle, sources[bundle.name])
code = Code(front_door=sources["front_door"], worker=sources["worker"], page=page)
make_app(code, context=context, outdir=str(folder / "cdk.out")).synth()
"""
SYNTHESIS_S = 240.0


def former_assembly(folder: Path, context: str = "{}") -> Assembly:
    """What the former release's own code synthesises below `folder`, in a process of its own."""
    release = folder / "release"
    with tarfile.open(SOURCES) as archive:
        archive.extractall(release, filter="data")
    environment = os.environ | {"PYTHONPATH": str(release), "PYTHONDONTWRITEBYTECODE": "1"}
    arguments = [str(folder), str(built_page(folder)), context]
    done = subprocess.run(
        [sys.executable, "-c", SYNTHESIS, *arguments],
        cwd=release,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SYNTHESIS_S,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return Assembly(folder=folder / "cdk.out")
