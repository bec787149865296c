"""Made bills with planted waste and as many look-alikes, and how well they are told apart.

`python -m tests.evals.planted_waste --seeds 3` writes bills by seed and form, and prints precision, recall and how
many savings are right. Usage types, operations and list prices are those of AWS's public price list.
"""
