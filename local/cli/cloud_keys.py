"""`finops cloud key …`: API keys for programs."""

import json
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from finops_core.roles import Role
from local.cli.cloud_commands import DEFAULT_STAGE, Json, Profile, Region, Stage
from local.cli.exit_codes import exits

cloud_key_app = typer.Typer(help="API keys for programs: shown once, kept as hashes.", no_args_is_help=True)

KeyId = Annotated[str, typer.Argument(help="The id that `finops cloud key list` shows.")]


@cloud_key_app.command("create")
def cloud_key_create(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    accounts: Annotated[str, typer.Option(help="The analysed accounts it may see, by commas, or `all`.")],
    role: Annotated[
        Role, typer.Option(help="What it may do: a viewer asks and reads, an analyst dismisses and remembers too.")
    ] = Role.VIEWER,
    days: Annotated[int, typer.Option(help="For how long it is good.", min=1, max=366)] = 90,
    stage: Stage = DEFAULT_STAGE,
    profile: Profile = None,
    region: Region = None,
    as_json: Json = False,
) -> None:
    """Make a key and print it, this once."""
    with exits(as_json=as_json):
        from local.cli.cloud import keys_of

        named = tuple(part.strip() for part in accounts.split(",") if part.strip())
        with keys_of(stage, profile=profile, region=region) as keys:
            key, text = keys.create(
                name, accounts=None if named == ("all",) else named, keep_for=timedelta(days=days), role=role
            )
        _show_once(text, _plain(key), as_json=as_json)


@cloud_key_app.command("list")
def cloud_key_list(
    stage: Stage = DEFAULT_STAGE, profile: Profile = None, region: Region = None, as_json: Json = False
) -> None:
    """List every key, those that are good no more included."""
    with exits(as_json=as_json):
        from local.cli.cloud import keys_of
        from local.cli.terminal import out, told, write_json

        with keys_of(stage, profile=profile, region=region) as keys:
            found = [_plain(key) for key in keys.all()]
        if as_json:
            write_json(json.dumps(found, ensure_ascii=False))
            return
        for key in found:
            seen = "all accounts" if key["accounts"] is None else ", ".join(key["accounts"])
            out().print(
                told(
                    f"{key['id']}  {key['name']}  {key['state']}  until {key['expiresAt'][:10]}  {key['role']}  {seen}"
                )
            )


@cloud_key_app.command("rotate")
def cloud_key_rotate(
    key_id: KeyId,
    overlap_hours: Annotated[int, typer.Option(help="For how long the old one stays good.", min=0, max=720)] = 24,
    stage: Stage = DEFAULT_STAGE,
    profile: Profile = None,
    region: Region = None,
    as_json: Json = False,
) -> None:
    """Replace a key by another of the same name, accounts and end, and print it, this once."""
    with exits(as_json=as_json):
        from local.cli.cloud import keys_of

        with keys_of(stage, profile=profile, region=region) as keys:
            key, text = keys.rotate(key_id, overlap=timedelta(hours=overlap_hours))
        _show_once(text, _plain(key), as_json=as_json)


@cloud_key_app.command("revoke")
def cloud_key_revoke(
    key_id: KeyId, stage: Stage = DEFAULT_STAGE, profile: Profile = None, region: Region = None
) -> None:
    """End a key for good: at once for what connects or asks, within a quarter of an hour for open connections."""
    with exits():
        from local.cli.cloud import keys_of
        from local.cli.terminal import err, told

        with keys_of(stage, profile=profile, region=region) as keys:
            key = keys.revoke(key_id)
        err().print(told(f"{key.name} ({key.key_id}) is refused from now on; open connections end in 15 minutes."))


def _show_once(text: str, key: dict[str, Any], *, as_json: bool) -> None:
    from local.cli.terminal import err, out, told, write_json

    if as_json:
        write_json(json.dumps(key | {"key": text}, ensure_ascii=False))
        return
    out().print(told(text), soft_wrap=True)
    err().print(told(f"{key['name']} ({key['id']}), good until {key['expiresAt'][:10]}. It is not shown again."))


def _plain(key: Any) -> dict[str, Any]:
    from finops_core.clock import SystemClock

    good = key.good_at(SystemClock().now())
    return {
        "id": key.key_id,
        "name": key.name,
        "accounts": None if key.accounts is None else list(key.accounts),
        "role": key.role.value,
        "state": "good" if good else ("revoked" if key.revoked_at else "expired"),
        "createdAt": _moment(key.created_at),
        "expiresAt": _moment(key.expires_at),
        "revokedAt": _moment(key.revoked_at),
        "formerUntil": _moment(key.former_until),
    }


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat(timespec="seconds")
