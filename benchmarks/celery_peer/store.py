"""The peer's durable record in Redis: one numbered event log a job, written by scripts that make each step atomic.

`job:{id}` is a hash (status, user, lease holder), `log:{id}` a list whose n-th element is the event with seq n, and
`user:{id}` a channel to that user's connections. A list index is a seq, so a reconnecting client resumes by LRANGE.
"""

SUBMIT = """
-- KEYS job, log, queue; ARGV user, run, channel, message or nothing, payload, events...
if redis.call('HSETNX', KEYS[1], 'run', ARGV[2]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'user', ARGV[1], 'status', 'QUEUED')
redis.call('RPUSH', KEYS[2], unpack(ARGV, 6))
if ARGV[4] ~= '' then redis.call('LPUSH', KEYS[3], ARGV[4]) end
redis.call('PUBLISH', ARGV[3], ARGV[5])
return 1
"""
"""Stores a new job, its first events and its Celery message in one step. Returns 0 when the job was there already.

Without a message it is Celery's own API that sends one.
"""

CLAIM = """
-- KEYS job, log, lease; ARGV holder, lease_ms, log length of a new job, channel, first event
if redis.call('HGET', KEYS[1], 'status') == 'DONE' then return -1 end
if not redis.call('SET', KEYS[3], ARGV[1], 'NX', 'PX', ARGV[2]) then return -1 end
local length = redis.call('LLEN', KEYS[2])
if length ~= tonumber(ARGV[3]) then return length end
redis.call('RPUSH', KEYS[2], ARGV[5])
redis.call('PUBLISH', ARGV[4], ARGV[5])
return length + 1
"""
"""Takes a job for one delivery and, when it is new, appends the first event, which saves one sync.

Returns how many events the log then has, or -1 when the job is done or another delivery has it.
"""

APPEND = """
-- KEYS job, log, lease; ARGV holder, log length before, status, channel, payload, events...
if redis.call('GET', KEYS[3]) ~= ARGV[1] then return 0 end
if redis.call('LLEN', KEYS[2]) ~= tonumber(ARGV[2]) then return 0 end
redis.call('RPUSH', KEYS[2], unpack(ARGV, 6))
if ARGV[3] == 'DONE' then
  redis.call('HSET', KEYS[1], 'status', 'DONE')
  redis.call('DEL', KEYS[3])
end
redis.call('PUBLISH', ARGV[4], ARGV[5])
return 1
"""
"""Appends the holder's events and publishes them in one step. Returns 0 when the lease or the numbering was lost."""

SEPARATOR = b"\n"
"""Between the frames of one published payload; JSON text never contains it."""


def keys(job_id: str) -> tuple[str, str, str]:
    """The keys of a job's record, log and lease."""
    return f"job:{job_id}", f"log:{job_id}", f"lease:{job_id}"


def channel(user: str) -> str:
    return f"user:{user}"
