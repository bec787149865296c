"""The knowledge agent: what words of a bill mean and how this product works, from articles of its own."""
