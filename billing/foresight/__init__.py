"""Series of amounts continued in batches: several ways of continuing, weighed by how near each came on the past."""
