"""The peer of the jobs benchmark: Celery and Redis behind a WebSocket front, as fast as we could honestly make it."""
