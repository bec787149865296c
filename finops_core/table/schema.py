"""The one table: its indexes, and which of its items the change feed carries. The stack and both backends read it."""

from finops_core.table.port import Index

DUE_INDEX = Index(name="due", hash="due_shard", range="due_at")
USER_INDEX = Index(name="by_user", hash="user_id", range="created_at")
THREAD_INDEX = Index(name="by_thread", hash="thread_key", range="created_at")
INDEXES = (DUE_INDEX, USER_INDEX, THREAD_INDEX)

FEED_PREFIX = "SEG#"
"""Only items whose sort key starts with this reach the change feed: log segments, each written once."""
