"""Row level security, decided by PostgreSQL alone: a copy of the database without data is asked, and undone.

`judge` answers probes, `bare` is a project that has nothing yet, `sketch` makes the tables that an `access` section
describes.
"""
