"""Channels against servers: what arrives, that a repetition is known by its key, and that names and secrets stay."""

import base64
import email
import email.policy
import hashlib
import hmac
import json
import socketserver
import ssl
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from moto import mock_aws

from finops_core.aws.clients import PlatformClients
from finops_core.clock import ManualClock
from worker.alerts.alert import Alert, AlertKind
from worker.alerts.channels.mail import SesChannel, SmtpChannel
from worker.alerts.channels.port import ChannelFailed
from worker.alerts.channels.topic import SnsChannel
from worker.alerts.channels.webhooks import ChatChannel, SignedChannel, slack_message, teams_message
from worker.alerts.message import Message, message_of
from worker.alerts.settings import (
    AlertSettings,
    ChatSettings,
    SesSettings,
    SmtpSettings,
    SnsSettings,
    WebhookSettings,
)

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOSTILE = "<!channel> <b>EC2</b>\r\nBcc: evil@example.com *x* [y](http://evil.example) &amp; \u202egnp.exe"
SECRET = "wh-5ecret"


def told(page: str = "https://finops.example.com/") -> Message:
    alert = Alert(
        kind=AlertKind.ANOMALY,
        subject=HOSTILE,
        period="2026-11-10",
        threshold="",
        headline=f"{HOSTILE} cost $5.00 more than expected",
        details=(("How much", "$7.00, where $2.00 was to be expected"), ("Cause", HOSTILE)),
        todo="Look at it.",
        page="dashboard",
    )
    return message_of("team", [alert], page)


class Mailbox:
    """A mail server on this machine that keeps what it takes; with `tls` it offers STARTTLS and a login."""

    def __init__(self, tls: ssl.SSLContext | None = None, *, refuses: bool = False) -> None:
        self.mails: list[EmailMessage] = []
        self.logins: list[str] = []
        self.secured = 0
        mailbox = self

        class Session(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                connection = self.request
                stream = connection.makefile("rwb", buffering=0)
                stream.write(b"220 here\r\n")
                while line := stream.readline():
                    word = line.split()[0].upper() if line.split() else b""
                    if word == b"EHLO":
                        offers = b"250-STARTTLS\r\n" if tls else b""
                        stream.write(b"250-here\r\n" + offers + b"250 AUTH PLAIN\r\n")
                    elif word == b"STARTTLS" and tls:
                        stream.write(b"220 go on\r\n")
                        try:
                            connection = self.request = tls.wrap_socket(connection, server_side=True)
                        except OSError:  # a client that does not trust this server
                            return
                        stream = connection.makefile("rwb", buffering=0)
                        mailbox.secured += 1
                    elif word == b"AUTH":
                        mailbox.logins.append(base64.b64decode(line.split()[2]).decode())
                        stream.write(b"235 yes\r\n")
                    elif word == b"RCPT" and refuses:
                        stream.write(b"550 nobody\r\n")
                    elif word == b"DATA":
                        stream.write(b"354 go on\r\n")
                        lines: list[bytes] = []
                        while (part := stream.readline()) != b".\r\n":
                            lines.append(part.removeprefix(b"."))
                        raw = b"".join(lines)
                        mailbox.mails.append(email.message_from_bytes(raw, policy=email.policy.default))
                        stream.write(b"250 taken\r\n")
                    elif word == b"QUIT":
                        stream.write(b"221 bye\r\n")
                        return
                    else:
                        stream.write(b"250 yes\r\n")

            def finish(self) -> None:
                self.request.close()

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
        self.server.daemon_threads = True
        Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    def __enter__(self) -> "Mailbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def hook(status: int = 200) -> Generator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A web server on this machine: its address, and what was posted to it."""
    posted: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posted.append((dict(self.headers), body))
            self.send_response(status)
            self.send_header("Location", "http://evil.example/")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hook?token=s3cret", posted
    finally:
        server.shutdown()
        server.server_close()


def smtp(port: int, **more: Any) -> SmtpSettings:
    given = {"name": "m", "kind": "email", "host": "127.0.0.1", "port": port, "sender": "finops@example.com",
             "to": ["a@example.com", "b@example.com"], "security": "none", **more}  # fmt: skip
    return SmtpSettings.model_validate(given)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's certificate for this machine, and who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    begun = NOW - timedelta(days=3650)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
        .not_valid_before(begun).not_valid_after(begun + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    folder: Path = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return server, ssl.create_default_context(cafile=str(folder / "cert.pem"))


def test_a_mail_is_for_people_and_has_the_messages_key_each_time_it_is_sent() -> None:
    with Mailbox() as mailbox:
        channel = SmtpChannel(smtp(mailbox.port), {})
        channel.send(told())
        channel.send(told())
    first, second = mailbox.mails
    assert first["Message-ID"] == second["Message-ID"] == f"<{told().key}@finops-agent.invalid>"
    assert (first["To"], first["Bcc"]) == ("a@example.com, b@example.com", None)
    assert "\n" not in str(first["Subject"])
    plain = first.get_body(("plain",))
    page = first.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert "How much: $7.00, where $2.00 was to be expected" in plain.get_content()
    assert "https://finops.example.com/#/dashboard" in plain.get_content()
    assert "<b>" not in page.get_content()
    assert "&lt;b&gt;EC2" in page.get_content()


def test_a_mail_goes_encrypted_with_the_login_of_the_environment(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    login = {"user_env": "MAIL_USER", "password_env": "MAIL_PASSWORD"}
    with Mailbox(tls[0]) as mailbox:
        settings = smtp(mailbox.port, security="starttls", **login)
        SmtpChannel(settings, {"MAIL_USER": "ada", "MAIL_PASSWORD": "pa55"}, tls[1]).send(told())
        with pytest.raises(ChannelFailed):
            SmtpChannel(settings, {"MAIL_USER": "ada", "MAIL_PASSWORD": "pa55"}).send(told())
    assert (len(mailbox.mails), mailbox.secured, mailbox.logins) == (1, 1, ["\0ada\0pa55"])


def test_without_encryption_that_was_asked_for_no_mail_is_sent() -> None:
    with Mailbox() as mailbox, pytest.raises(ChannelFailed):
        SmtpChannel(smtp(mailbox.port, security="starttls"), {}).send(told())
    assert mailbox.mails == []


def test_a_refused_or_silent_mail_server_is_a_failure_in_words() -> None:
    with Mailbox(refuses=True) as mailbox, pytest.raises(ChannelFailed, match="none of the recipients"):
        SmtpChannel(smtp(mailbox.port), {}).send(told())
    with pytest.raises(ChannelFailed, match="did not take it"):
        SmtpChannel(smtp(mailbox.port), {}).send(told())


def test_a_webhook_of_ones_own_can_tell_who_sent_it_and_what_it_has_already() -> None:
    with hook() as (url, posted):
        settings = WebhookSettings(name="w", kind="webhook", url_env="URL", secret_env="SECRET")
        SignedChannel(settings, {"URL": url, "SECRET": SECRET}, ManualClock(NOW)).send(told())
    ((headers, body),) = posted
    seconds, _, made = headers["X-FinOps-Signature"].removeprefix("t=").partition(",v1=")
    assert int(seconds) == int(NOW.timestamp())
    assert hmac.compare_digest(
        made, hmac.new(SECRET.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    )
    record = json.loads(body)
    assert headers["Idempotency-Key"] == record["key"] == told().key
    assert record["alerts"][0]["details"][0] == {
        "label": "How much", "text": "$7.00, where $2.00 was to be expected",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["slack", "teams"])
def test_in_chats_names_are_texts_and_nobody_is_called(kind: str) -> None:
    with hook() as (url, posted):
        ChatChannel(ChatSettings.model_validate({"name": "c", "kind": kind, "url_env": "URL"}), {"URL": url}).send(
            told()
        )
    content = json.loads(posted[0][1])
    if kind == "slack":
        assert {block["text"]["type"] for block in content["blocks"][:-1]} == {"plain_text"}
        assert content["blocks"][-1]["text"]["text"] == "<https://finops.example.com/#/dashboard|Open>"
        assert "<" not in content["text"]
        assert content == slack_message(told())
    else:
        (attachment,) = content["attachments"]
        assert {block["type"] for block in attachment["content"]["body"]} == {"RichTextBlock"}
        assert content == teams_message(told())


@pytest.mark.parametrize("status", [302, 404, 429, 500])
def test_what_a_webhook_does_not_take_is_a_failure_without_its_address(status: int) -> None:
    with hook(status) as (url, posted), pytest.raises(ChannelFailed) as failed:
        ChatChannel(ChatSettings(name="c", kind="slack", url_env="URL"), {"URL": url}).send(told())
    assert len(posted) == 1
    assert str(status) in str(failed.value)
    assert "s3cret" not in str(failed.value)


@pytest.mark.parametrize("secrets", [{}, {"URL": "ftp://example.com/"}, {"URL": "http://example.com/x"}])
def test_a_secret_that_is_missing_or_no_address_is_told_by_its_name(secrets: dict[str, str]) -> None:
    with pytest.raises(ChannelFailed, match="URL"):
        ChatChannel(ChatSettings(name="c", kind="slack", url_env="URL"), secrets).send(told())


@pytest.fixture(scope="module")
def aws() -> Iterator[PlatformClients]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ACCESS_KEY_ID", "testing")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        environment.delenv("AWS_PROFILE", raising=False)
        with mock_aws():
            yield PlatformClients(region="eu-central-1")


def test_a_topic_gets_the_text_and_a_fifo_one_drops_what_was_sent_twice(aws: PlatformClients) -> None:
    sns, sqs = aws.telling("sns"), aws.sqs()
    topic = sns.create_topic(Name="t.fifo", Attributes={"FifoTopic": "true"})["TopicArn"]
    queue = sqs.create_queue(QueueName="q.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    channel = SnsChannel(SnsSettings(name="s", kind="sns", topic=topic), lambda: sns)
    channel.send(told())
    channel.send(told())
    (message,) = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    body = json.loads(message.get("Body", ""))
    assert "How much: $7.00" in body["Message"]
    assert body["MessageAttributes"]["key"]["Value"] == told().key
    with pytest.raises(ChannelFailed, match="NotFound"):
        SnsChannel(SnsSettings(name="s", kind="sns", topic=topic.replace("t.fifo", "nope")), lambda: sns).send(told())


def test_ses_takes_the_same_mail_and_says_why_not(aws: PlatformClients) -> None:
    ses = aws.telling("ses")
    settings = SesSettings.model_validate(
        {"name": "m", "kind": "ses", "region": "eu-central-1", "sender": "finops@example.com", "to": ["a@example.com"]}
    )
    channel = SesChannel(settings, lambda: ses)
    with pytest.raises(ChannelFailed, match="MessageRejected"):
        channel.send(told())
    ses.verify_email_identity(EmailAddress="finops@example.com")
    channel.send(told())
    assert int(ses.get_send_quota()["SentLast24Hours"]) > 0


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ({"name": "s", "kind": "slack", "url": "https://hooks.slack.com/x"}, "url"),
        ({"name": "w", "kind": "webhook", "url": "http://example.com/", "secret_env": "S"}, "https"),
        ({"name": "w", "kind": "webhook", "url": "https://a:b@example.com/", "secret_env": "S"}, "https"),
        ({"name": "w", "kind": "webhook", "url": "https://example.com/", "secret": "plain"}, "secret"),
        ({"name": "m", "kind": "email", "host": "mail.example.com", "security": "none", "sender": "a@b.c",
          "to": ["a@b.c"]}, "this machine"),
        ({"name": "m", "kind": "email", "host": "mail", "sender": "a@b.c", "to": ["a@b.c\nBcc: x@y.z"]}, "to"),
        ({"name": "t", "kind": "sns", "topic": "topic"}, "topic"),
        ({"name": "p", "kind": "pager"}, "kind"),
    ],
)  # fmt: skip
def test_settings_that_would_give_away_a_secret_or_cannot_work_are_refused(channel: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        AlertSettings.model_validate({"channels": [channel]})
