"""The anomalies agent: days on which something cost more than its past lets expect."""
