"""The record for programs: ``/api/v1/``, read only. docs/api.md says how it is asked, docs/openapi.yaml what it answers.

Everything follows from ``columns``: a column that is added there is in the answers, the filters and the description at once.
"""
