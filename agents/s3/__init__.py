"""The S3 agent: how buckets are used, their classes and lifecycles, and what is never read."""
