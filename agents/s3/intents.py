"""What the S3 agent can be asked: how buckets are used, their classes and lifecycles, and what is not read."""

from typing import Final

from agents.views.asked import phrases, use_questions, uses_of
from finops_core.questions.intents import Example, names

_NAMES: Final = ("s3", "s3 buckets", "s3 storage", "buckets", "s3 usage", "s3 data", "s3 objects",
                 "data in s3", "objects in s3")  # fmt: skip
_CLASSES: Final = (
    "storage classes do we use", "storage class do we use", "storage classes are we using",
    "storage classes are in use", "storage classes we use", "storage tiers do we use",
    "storage class of {it}", "storage classes of {it}", "storage classes in {it}", "storage classes for {it}",
    "storage class for {it}", "{it} storage class", "{it} storage classes", "storage class do {it} use",
    "storage classes do {it} use", "storage class should {it} use", "storage classes should {it} use",
    "storage class should {it} have", "storage class fits {it}", "storage classes fit {it}",
    "storage class is right for {it}", "storage class is best for {it}", "storage class do {it} need",
    "{it} should move to a cheaper class", "{it} could move to a cheaper class", "{it} are in the wrong class",
    "{it} are in the wrong storage class", "storage class should we use for {it}",
    "storage class should i use for {it}", "cheaper class for {it}", "cheaper storage class for {it}",
    "storage class is each bucket in", "storage classes are {it} in",
    "storage class are {it} in", "storage class is {it} in", "storage classes are we using in {it}",
    "storage classes are we using for {it}", "storage classes do we use in {it}", "storage classes do we use for {it}",
    "storage class do we use for {it}", "{it} is in standard", "{it} are in standard", "{it} should move to glacier",
    "{it} should be moved to a colder storage class",
    "{it} could be moved to a colder storage class", "{it} could be moved to a cheaper storage class",
    "{it} should be moved to a cheaper storage class",
    "{it} could move to glacier", "{it} can move to glacier", "{it} should be in glacier",
    "{it} should move to infrequent access", "{it} could move to infrequent access",
    "{it} can move to infrequent access", "{it} should use intelligent tiering", "{it} could use intelligent tiering",
    "{it} should use intelligent-tiering", "{it} could use intelligent-tiering", "{it} should move to another class",
    "{it} could move to another class", "{it} should move to a cheaper storage class",
    "{it} could move to a cheaper storage class", "cheaper storage class fits {it}",
    "storage classes should we use for {it}", "storage classes should we use in {it}",
)  # fmt: skip
_LIFECYCLE: Final = (
    "lifecycle of {it}", "lifecycles of {it}", "lifecycle for {it}", "{it} lifecycle", "{it} lifecycles",
    "lifecycle rules of {it}", "lifecycle rules for {it}", "lifecycle rules in {it}", "{it} lifecycle rules",
    "lifecycle policy for {it}", "lifecycle policies for {it}", "lifecycle policies of {it}",
    "{it} lifecycle policies", "{it} lifecycle policy", "lifecycle rules do {it} need", "lifecycle do {it} need",
    "lifecycle rules should {it} have", "lifecycle should {it} have", "lifecycle policies should {it} have",
    "{it} need a lifecycle", "{it} need lifecycle rules", "{it} need a lifecycle policy",
    "{it} need lifecycle policies", "{it} should have a lifecycle", "{it} should have lifecycle rules",
    "{it} should have a lifecycle policy", "lifecycle policies do {it} need", "lifecycle policy do {it} need",
    "lifecycle policy should {it} have", "lifecycle rules should we add to {it}",
    "lifecycle policies should we add to {it}", "lifecycle policy should we add to {it}",
    "lifecycle rules should we use for {it}", "lifecycle policies should we use for {it}",
    "lifecycle rules do we need for {it}", "lifecycle policies do we need for {it}", "{it} have lifecycle rules",
    "{it} have lifecycle policies", "{it} have a lifecycle policy", "{it} have a lifecycle",
    "{it} lack lifecycle policies", "{it} lack a lifecycle", "{it} are missing a lifecycle policy",
    "{it} are missing lifecycle rules", "{it} miss lifecycle rules", "lifecycle rules are missing on {it}",
)  # fmt: skip
_UNREAD: Final = (
    "{it} are never read", "{it} is never read", "{it} never read", "{it} are not read", "{it} is not read",
    "{it} that are never read", "{it} that is never read", "{it} nobody reads", "{it} that nobody reads",
    "{it} does nobody read", "{it} are never accessed", "{it} is never accessed", "{it} that are never accessed",
    "never read in {it}", "in {it} is never read", "in {it} is never accessed", "in {it} is not read",
    "never accessed in {it}", "{it} are rarely read", "{it} are rarely accessed", "{it} are hardly read",
    "cold data in {it}", "in {it} does nobody read", "{it} haven't been accessed", "{it} have not been accessed",
    "{it} haven't been read", "{it} have not been read", "{it} hasn't been accessed", "{it} has not been accessed",
    "{it} hasn't been read", "{it} has not been read", "{it} were never read", "{it} were never accessed",
    "{it} was never read", "{it} was never accessed", "{it} have never been read", "{it} have never been accessed",
    "{it} has never been read", "{it} has never been accessed", "{it} without reads", "{it} with no reads",
)  # fmt: skip
_CLASS_WORDS: Final = ", ".join(
    (
        *(f"{better}{storage}{classes}"
          for better in ("cheaper ", "colder ", "better ", "a cheaper ", "a colder ", "another ", "right ",
                         "the right ",
                         "wrong ", "the wrong ")
          for storage in ("storage ", "s3 storage ", "") for classes in ("class", "classes", "tier", "tiers")),
        *(f"{to}{cold}" for to in ("", "to ", "in ", "into ", "from ")
          for cold in ("intelligent tiering", "intelligent-tiering", "infrequent access", "glacier", "deep archive",
                       "cold storage", "standard-ia", "archive storage", "glacier instant retrieval")),
    )
)  # fmt: skip
QUESTIONS: Final = use_questions(
    "s3_use",
    {
        "": uses_of(*_NAMES),
        "classes": phrases(_CLASSES, _NAMES),
        "lifecycle": phrases(_LIFECYCLE, _NAMES),
        "unread": phrases(_UNREAD, _NAMES),
    },
    also=names("cost share"),
    things="s3, s3 buckets, s3 bucket, buckets, bucket, s3 data, s3 objects, objects, s3 storage",
    topics={"classes": _CLASS_WORDS},
    called="S3",
    examples=(
        Example("cheaper storage class candidates in s3", {"about": "classes"}),
        Example("which buckets would benefit from intelligent tiering", {"about": "classes"}),
        Example("should our s3 data be moved to a colder tier", {"about": "classes"}),
        Example("How is our S3 used?", {}),
        Example("how do we use our buckets", {}),
        Example("S3 overview", {}),
        Example("overview of our s3 storage in eu-west-1", {"region": ("eu-west-1",)}),
        Example("which storage class do our buckets use?", {"about": "classes"}),
        Example("which storage class should we use for our S3 data?", {"about": "classes"}),
        Example("storage classes of my s3 buckets", {"about": "classes"}),
        Example("which buckets could move to infrequent access?", {"about": "classes"}),
        Example("which buckets haven't been accessed", {"about": "unread"}),
        Example("which lifecycle rules do our buckets need?", {"about": "lifecycle"}),
        Example("lifecycle policies for our S3 buckets", {"about": "lifecycle"}),
        Example("what in S3 is never read?", {"about": "unread"}),
        Example("which S3 buckets are never read", {"about": "unread"}),
        Example("which buckets need a lifecycle policy", {"about": "lifecycle"}),
        Example("what share of S3 storage is in Glacier", {"about": "classes"}),
    ),
    near_misses=(
        "how much is S3",
        "what did S3 cost by bucket last month",
        "S3 usage by region",
        "S3 cost by storage class",
        "which buckets have no lifecycle rules?",
        "list our s3 buckets",
        "delete the buckets that nobody reads",
        "set a lifecycle policy for our buckets",
        "what is a storage class",
        "s3 glacier",
        "move our s3 data to glacier",
    ),
)  # fmt: skip
