"""What the S3 agent looks at."""

from typing import Final

from agents.opportunities.opportunity import SavingClass
from agents.views.spec import Counted, ServiceView, Topic

S3: Final = ServiceView(
    name="S3",
    service="S3",
    codes=frozenset({"AmazonS3", "S3"}),
    tells="How S3 is used: its cost by class and requests, which storage class and lifecycle fit buckets, "
    "what is never read, and how many buckets there are, from the bill and a snapshot of the account.",
    topics={
        "classes": Topic(
            words="storage classes",
            checks=frozenset({
                "s3-never-read", "s3-large-in-standard", "s3-infrequent-read-often", "s3-reduced-redundancy",
                "s3-tiering-fee", "s3-early-delete", "s3-small-objects",
            }),
            deeds=frozenset({SavingClass.RIGHTSIZE}),
        ),
        "lifecycle": Topic(
            words="lifecycle rules",
            checks=frozenset({
                "s3-no-lifecycle", "s3-uploads-unfinished", "s3-unfinished-uploads", "s3-versions-kept",
                "s3-large-in-standard",
            }),
        ),
        "unread": Topic(words="what is never read", checks=frozenset({"s3-never-read", "s3-empty"})),
        "requests": Topic(
            words="requests and transfers",
            checks=frozenset({"s3-requests", "s3-bucket-key-off", "s3-acceleration", "key-requests"}),
        ),
    },
    counted=(
        Counted(kind="s3:bucket", many="S3 buckets by lifecycle rules", by="lifecycle", flags=("with", "without")),
        Counted(kind="s3:bucket", many="S3 buckets by versioning", by="versioning", flags=("on", "off")),
        Counted(kind="s3:bucket", many="S3 buckets by moves to cheaper classes", by="moves_classes",
                flags=("with rules that move", "nothing is moved")),
    ),
    adds="which buckets have lifecycle rules and keep old versions, how large each is, and what is asked of it where "
    "its requests are counted, a snapshot of the account shows.",
    suggestions=("Which storage classes fit our buckets?", "Which S3 buckets are never read?",
                 "Which buckets have no lifecycle rules?"),
)  # fmt: skip
