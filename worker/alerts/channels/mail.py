"""Mail: one text made for SMTP and for Amazon SES.

The Message-ID is made of the message's key, so that a mailbox or a filter can know a repetition. SES writes a
Message-ID of its own: there a crash between sending and marking can show a mail twice; the key is in a header.
"""

import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from html import escape
from typing import Any, Final

from finops_core.texts import readable
from worker.alerts.channels.port import TIMEOUT_S, ChannelFailed
from worker.alerts.message import Message, plain_lines
from worker.alerts.settings import SesSettings, SmtpSettings

KEY_HEADER: Final = "X-FinOps-Key"
MOST_SUBJECT: Final = 150


def mail_of(message: Message, sender: str, to: tuple[str, ...]) -> EmailMessage:
    """The mail that tells a message, as plain text and as HTML in which no name does anything."""
    mail = EmailMessage(policy=SMTP_POLICY)
    mail["From"] = sender
    mail["To"] = ", ".join(to)
    mail["Subject"] = readable(message.title)[:MOST_SUBJECT]
    mail["Message-ID"] = f"<{message.key}@finops-agent.invalid>"
    mail[KEY_HEADER] = message.key
    mail["Auto-Submitted"] = "auto-generated"
    lines = plain_lines(message)
    mail.set_content("\n".join(lines) + "\n", cte="base64")
    body = "<br>\n".join(escape(line) for line in lines)
    mail.add_alternative(f'<html><body style="font-family:sans-serif">{body}</body></html>\n', "html", cte="base64")
    return mail


class SmtpChannel:
    """A mail server of your own."""

    def __init__(self, settings: SmtpSettings, secrets: Mapping[str, str], tls: ssl.SSLContext | None = None) -> None:
        """`tls` is how the server has to prove who it is; the machine's own certificates without it."""
        self._settings = settings
        self._secrets = secrets
        self._tls = tls
        self.name = settings.name

    def send(self, message: Message) -> None:
        settings = self._settings
        mail = mail_of(message, settings.sender, settings.to)
        try:
            with self._connected() as server:
                if settings.user_env and settings.password_env:
                    server.login(self._secrets[settings.user_env], self._secrets[settings.password_env])
                refused = server.send_message(mail)
        except KeyError as error:
            raise ChannelFailed(f"The environment variable {error.args[0]} is not set.") from error
        except smtplib.SMTPAuthenticationError as error:
            raise ChannelFailed("The mail server does not take the user and password.") from error
        except smtplib.SMTPRecipientsRefused as error:
            raise ChannelFailed("The mail server takes none of the recipients.") from error
        except smtplib.SMTPResponseException as error:
            raise ChannelFailed(f"The mail server said {error.smtp_code}.") from error
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelFailed(f"The mail server did not take it ({type(error).__name__}).") from error
        if refused:
            raise ChannelFailed(f"The mail server refused {len(refused)} of {len(settings.to)} recipients.")

    def _connected(self) -> smtplib.SMTP:
        settings = self._settings
        context = self._tls or ssl.create_default_context()
        if settings.security == "tls":
            return smtplib.SMTP_SSL(settings.host, settings.port, timeout=TIMEOUT_S, context=context)
        server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_S)
        if settings.security == "starttls":
            try:
                server.starttls(context=context)
            except BaseException:
                server.close()
                raise
        return server


class SesChannel:
    """Amazon SES. `client` makes the client of `ses` in a region."""

    def __init__(self, settings: SesSettings, client: Any) -> None:
        self._settings = settings
        self._client = client
        self.name = settings.name

    def send(self, message: Message) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        mail = mail_of(message, self._settings.sender, self._settings.to)
        raw = mail.as_bytes()
        try:
            self._client().send_raw_email(
                Source=self._settings.sender, Destinations=list(self._settings.to), RawMessage={"Data": raw}
            )
        except ClientError as error:
            raise ChannelFailed(f"SES did not take it ({error.response.get('Error', {}).get('Code', '')}).") from error
        except BotoCoreError as error:
            raise ChannelFailed(f"SES cannot be reached ({type(error).__name__}).") from error
