"""What the stack costs: the product's own code over counted storage, queue and posts, times AWS's list prices."""
