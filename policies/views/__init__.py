"""Views join a filter, a query and a template, and do nothing else."""
