"""What a commitment that is not there would have cost or saved, and what those that are there save."""
