"""Celery's settings. What departs from the defaults was measured or is needed for at-least-once; see README."""

import os

broker_url = f"redis+socket://{os.environ['PEER_REDIS_SOCKET']}"
broker_connection_retry_on_startup = True
broker_transport_options = {"visibility_timeout": 60}

task_acks_late = True
task_reject_on_worker_lost = True
task_ignore_result = True
task_serializer = "json"
accept_content = ["json"]
task_default_queue = "jobs"

worker_prefetch_multiplier = int(os.environ.get("PEER_PREFETCH", "8"))
worker_disable_rate_limits = True
worker_send_task_events = False
worker_hijack_root_logger = False
worker_redirect_stdouts = False
worker_enable_remote_control = False
