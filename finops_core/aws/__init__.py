"""The only place that makes AWS clients, and the one reading of AWS errors."""
