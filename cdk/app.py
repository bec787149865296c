"""The CDK app: `cdk.json` runs it to synthesise the stack from the built bundles."""

import shutil
from pathlib import Path

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks

from agents.catalog import CATALOG
from cdk.assets import BUILT, FRONT_DOOR, PAGE, WORKER, WORKER_WITH_MODELS, Bundle
from cdk.config import STACK_NAME, StackConfig
from cdk.stack import TERMS_FILE, Code, FinOpsStack
from finops_core.errors import SettingsError
from finops_core.tools.spec import Catalog
from worker.own_settings import load_own_settings

__all__ = ["STACK_NAME", "make_app", "put_terms"]


def make_app(
    code: Code,
    *,
    context: dict[str, object] | None = None,
    outdir: str | None = None,
    catalog: Catalog = CATALOG,
) -> App:
    """The app with its stack and cdk-nag's checks, not synthesised yet. Raises SettingsError."""
    app = App(context=context, outdir=outdir)
    config = StackConfig.from_context(app.node.try_get_context)
    put_terms(config.terms, code.worker)
    FinOpsStack(app, config.stack_name, config=config, code=code, catalog=catalog)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    return app


def put_terms(terms: str | None, code: Path) -> None:
    """Lays a file of terms beside the worker's code, or removes one of an earlier synthesis.

    Raises SettingsError when it is no `finops.toml`: a stack whose worker cannot start must not be deployed.
    """
    target = code / TERMS_FILE
    target.unlink(missing_ok=True)
    if terms is not None and not terms.startswith("s3://"):
        load_own_settings(Path(terms))
        shutil.copyfile(terms, target)


def bundles_of(config: StackConfig) -> tuple[Bundle, Bundle]:
    """The code that a configuration deploys: the front door's, and the worker's with what its models need."""
    return FRONT_DOOR, WORKER_WITH_MODELS if config.models else WORKER


def built_code(config: StackConfig) -> Code:
    """The code and the page as they were built here. Raises SettingsError for what is missing."""
    front_door, worker = bundles_of(config)
    code = Code(front_door=BUILT / front_door.name, worker=BUILT / worker.name, page=PAGE)
    for folder in (code.front_door, code.worker):
        if not folder.is_dir():
            raise SettingsError(f"{folder} is missing: build the functions' code with `python -m cdk.assets` first")
    if not (code.page / "index.html").is_file():
        raise SettingsError(f"{code.page} holds no built page: build it with `make page` first")
    return code


def main() -> None:
    """Synthesises what `cdk deploy` deploys."""
    config = StackConfig.from_context(App(auto_synth=False).node.try_get_context)
    make_app(built_code(config)).synth()


if __name__ == "__main__":
    main()
