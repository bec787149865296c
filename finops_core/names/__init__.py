"""Names of AWS services, regions and usage types, and what people call them."""
