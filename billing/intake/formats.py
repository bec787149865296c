"""What files a bill is read from, in words."""

FORMATS = "CSV, JSON lines, gzip, zip or Parquet"
