"""Clients of earlier releases keep working with answers of today."""
