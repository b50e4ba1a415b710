"""Read questions: a queryset in, rows out. Each has a name and a test with its number of queries."""
