"""A delivery that was prepared once: its charges typed and sorted as Parquet, and rolled up beside them."""
