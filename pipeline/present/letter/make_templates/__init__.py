"""The packaged templates of letter and report, made from nothing but this code."""
