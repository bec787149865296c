"""The stack's users: inviting one by e-mail."""

from cloud.ports import Clients, aws_errors
from finops_core.aws.errors import error_code
from finops_core.errors import SettingsError


def check_address(email: str) -> None:
    """Raises SettingsError for what cannot be an e-mail address."""
    name, at, domain = email.partition("@")
    if not (name and at and "." in domain) or any(letter.isspace() for letter in email):
        raise SettingsError(f"{email!r} is no e-mail address.")


def invite(clients: Clients, pool: str, email: str) -> str:
    """Makes a user, whom Cognito sends a first password that lasts seven days; returns what was done.

    Raises SettingsError for what is no address, ToolError when Cognito refuses.
    """
    from botocore.exceptions import ClientError

    check_address(email)
    with aws_errors(f"Inviting {email}", "cognito-idp:AdminCreateUser"):
        try:
            clients.client("cognito-idp").admin_create_user(
                UserPoolId=pool,
                Username=email,
                UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
                DesiredDeliveryMediums=["EMAIL"],
            )
        except ClientError as error:
            if error_code(error) != "UsernameExistsException":
                raise
            return f"{email} is a user already."
    return f"{email} gets a first password by mail, good for seven days."
