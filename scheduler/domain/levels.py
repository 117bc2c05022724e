"""The objective: what each level measures, exactly. Solver and verifier implement these formulas apart.

Terms. A is as_of, H the end of the horizon (instants in minutes). Open tasks only. `remaining_i` is in exact minutes.

Minutes late of a task: placed, max(0, finish - max(due, A)); unplaced, max(0, H + remaining - max(due, A)); a task
without a due time has 0 when placed, and is read as due at H when unplaced.

Lateness of a client in a class: the sum over its open tasks that count as that class of remaining * minutes late,
divided by max(guaranteed minutes of the client in the horizon, sum of the remaining minutes of those tasks), rounded up
to a whole minute. A vector over clients has an entry for each client with at least one open task of the class, sorted
worst first (ties by client id); vectors are compared lexicographically.

Guaranteed minutes from A to H: over all agreements and their hours, `minutes` per week times the working days of
[A, H) inside the agreement's since..until whose weekday is in `weekdays` (any, where None) and whose team hours close
after A, divided by the number of weekdays with team hours (and in `weekdays`). Per month: the same numerator month by
month, divided by the working days (in `weekdays`) of that whole month. Summed exactly, rounded down once per client.

Counts as: regulatory work counts as regulatory if it has `agreed_on`, and in the order of (agreed_on, due, id) the
running sum of `effort_minutes` of the client's regulatory tasks (done ones too) due in that calendar month, up to and
including it, is at most `regulatory_share` of the client's own hours of that month (the same arithmetic over all
days of the month, no A). All else that is regulatory counts as agreed.

Levels, in order:

- `regulatory_lateness`, `agreed_lateness`, `target_lateness`: the vector of client lateness in that class. Where there is
  a book, `agreed_lateness` speaks of agreed work that a decision of the book covers; before, of all agreed work.
- `held_shortfall`: for each client with held hours in the plan, 1000 * held minutes that stand nowhere / its held minutes,
  rounded up; sorted as above. Empty where there is no book.
- `uncovered_lateness`: the vector of client lateness of agreed work that no decision of the book covers. Empty where there is
  no book. The divisor is made of the guaranteed minutes and of the uncovered work alone.
- `priorities`: the sum over regulatory and agreed tasks of weight * remaining * minutes late, weight by priority
  1 to 5: 16, 8, 4, 2, 1; the levels above are fixed first, so it orders work inside one client.
- `moves`: baseline minutes of open tasks, after A, that the plan no longer has at that person and minute, times 4 before
  the freeze end, 2 until the end of the fifth working day after it, 1 later. 0 without a baseline.
- `overtime`: planned overtime minutes.
- `tentative_unplaced`: remaining minutes of unplaced tentative tasks.
- `preferences`: planned minutes by people whom the task's client does not prefer, where it prefers some; plus, for each
  deliverable (client and deliverable id), its planned minutes less the most that one person has of them.
- `balance`: for each person with available minutes in the horizon, 1000 * planned minutes / available minutes, rounded
  up; sorted highest first (ties by person id); `clients` of the level then names people.

Bounds are given the holdings: they speak of plans in which every held piece that stands, stands in one piece on its person
and day, and booked work before its notice date stays on its person. What giving up held hours would save they do not say.

The freeze end is the close of team hours of the `freeze_days`-th working day after the date of A; A itself for 0.
"""

PRIORITY_WEIGHTS: tuple[int, ...] = (16, 8, 4, 2, 1)
"""Weight of priority 1 to 5 (index 0 to 4)."""

MOVE_WEIGHTS: tuple[int, int, int] = (4, 2, 1)
"""Weight of a moved baseline minute: frozen span, the five working days after it, later."""

MOVE_NEAR_WORKING_DAYS = 5

VECTOR_LEVELS: frozenset[str] = frozenset(
    {"regulatory_lateness", "agreed_lateness", "held_shortfall", "uncovered_lateness", "target_lateness", "balance"}
)
