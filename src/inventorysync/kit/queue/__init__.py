"""Jobs that somebody waits for or that may not be lost.

Words: a *job* is a row of PostgreSQL, written in its caller's transaction; a *nudge* through Redis tells the
workers to look. A job that runs is *leased*: its `next_attempt_at` lies in the future and is moved on while
its worker lives, so that a job whose worker died is due again.
Invariants: the row alone decides who runs a job, how often, and what came of it; Redis may lose everything.
Handlers are safe to run twice, since a worker may die after the work and before its record.
"""
