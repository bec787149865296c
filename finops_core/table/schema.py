"""The one table: its indexes, and which of its items the change feed carries. The stack and both backends read it."""

from finops_core.table.port import Index

DUE_INDEX = Index(name="due", hash="due_shard", range="due_at")
USER_INDEX = Index(name="by_user", hash="user_id", range="created_at")
THREAD_INDEX = Index(name="by_thread", hash="thread_key", range="created_at")
INDEXES = (DUE_INDEX, USER_INDEX, THREAD_INDEX)

JOB_SORT = "JOB"
SEGMENT_PREFIX = "SEG#"
RESUME_PREFIX = "RESUME#"
FEED_PREFIXES = (JOB_SORT, SEGMENT_PREFIX, RESUME_PREFIX)
"""Only new items whose sort key starts with one of these reach the change feed, once each: jobs, whose log begins in
them, log segments, and requests in a connect URL to replay a log, which can only be served after the connection stands.
"""

PLAIN_FORM, RECORD_FORM = 1, 2
"""How records may lie in the table: plain, or with long texts packed and logs beginning in their job's record (ADR 39).

The higher is the newest form that this release reads. A later form is read by no release before it.
"""
