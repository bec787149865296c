"""What is in an AWS account: its resources, their metrics and AWS's own advice, live or from a snapshot file."""
