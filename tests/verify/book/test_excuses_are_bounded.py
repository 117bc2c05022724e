"""What a report, an opening, a signing, a round or a loss is excused from: an honest log passes, one step more is named."""

import pytest

from scheduler.domain.book import LaidBlock, Loss, LossCell
from scheduler.units import PersonId
from scheduler.verify.book import check_book
from tests.building import at, client, person, time_off, workspace
from tests.verify.book.book_mutants import on_spare
from tests.verify.book.log_making import asked as asked_task
from tests.verify.book.log_making import (
    chained,
    close_monday,
    conforming,
    day,
    entry,
    floor_of,
    laid_blocks,
    opened,
    promised,
    row,
    spare,
    stand,
    studio,
    work,
)
from tests.verify.book.stories import waiting_and_round

TEXT = "R-2/text"


def named(*entries):
    return {violation.rule for violation in check_book(chained(entries)).violations}


def overrun():
    """Odd's text takes ten hours in place of an hour and a half: half an hour of them after Tuesday noon, when it is due."""
    return entry(
        "progressed",
        "23 11:30",
        "odd",
        request="R-2",
        remaining={TEXT: 540},
        rows=(
            row("spare", 300, 23, task=TEXT, whose="odd", skill="copy"),
            row("spare", 210, 24, task=TEXT, whose="odd", skill="copy"),
        ),
        work=(work(TEXT, "bo", ("23 10:30", "23 13:00"), ("23 14:00", "23 18:00"), ("24 09:00", "24 12:30")),),
    )


def tailor_asks(*more):
    """Tailor asks for an hour of Bo's Tuesday: of 16:00, or of the morning, with the text moved behind it."""
    start, end = ("24 09:00", "24 10:00") if more else ("24 16:00", "24 17:00")
    made = on_spare("23 12:00", "R-3", start, end, due="24 18:00", whose="tailor")
    return made | {"work": (*made["work"], *more)}


def test_an_overrun_may_be_late_but_another_client_makes_it_no_later():
    assert named(opened(), spare(), overrun(), tailor_asks()) == set()
    later = work(
        TEXT,
        "bo",
        ("23 10:30", "23 13:00"),
        ("23 14:00", "23 18:00"),
        ("24 10:00", "24 13:00"),
        ("24 14:00", "24 14:30"),
    )
    assert named(opened(), spare(), overrun(), tailor_asks(later)) == {"I2"}


def done_early(**fields):
    return entry("progressed", "23 11:30", "odd", request="R-2", remaining={TEXT: 0}, work=(early(),)) | fields


def early():
    return work(TEXT, "bo", ("23 10:30", "23 11:30"))


def test_what_a_report_leaves_unused_stays_charged_and_does_not_grow():
    assert named(opened(), spare(), done_early()) == set()
    more = row("spare", 30, 23, task=TEXT, whose="odd", skill="copy")
    assert named(opened(), spare(), done_early(rows=(more,))) == {"I10"}
    asks = on_spare("23 12:00", "R-3", "24 16:00", "24 17:00", due="24 18:00", whose="odd", minutes=60)
    assert named(opened(), spare(), done_early(), asks) == set()
    assert named(opened(), spare(), done_early(), asks | {"rows": (*asks["rows"], more)}) == {"I10"}


def test_no_fund_of_a_task_is_below_zero():
    asks = spare()
    rows = (
        row("spare", 120, 23, task=TEXT, whose="odd", skill="copy"),
        row("overtime", -30, 23, task=TEXT, whose="odd", skill="copy"),
    )
    assert named(opened(), asks | {"rows": rows}) == {"I10"}


def initial(**fields):
    """Odd's hour of copy was promised before there was a book."""
    finish, due = "23 12:00", "24 12:00"
    made = {
        "asked": (asked_task("R-0/text", "copy", 60, release="23 09:00", due=due),),
        "rows": (row("spare", 60, 23, task="R-0/text", whose="odd", skill="copy"),),
        "work": (work("R-0/text", "bo", ("23 11:00", finish)),),
        **promised("R-0/text", "odd", due=due, floor=floor_of("23 09:00", due, finish)),
    }
    return opened(**made) | fields


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(row("lapsed", 120, 27, block="harrow/seo/ana/fri"), id="lets a block lapse"),
        pytest.param(row("cut", -120, 27, block="harrow/seo/ana/fri"), id="gives back what was never cut"),
        pytest.param(
            row("own", 60, 27, block="harrow/seo/ana/fri", task="R-7/none"), id="charges work of no commitment"
        ),
        pytest.param(row("own", 60, 27, block="harrow/seo/ana/fri", task="R-0/text"), id="charges somebody else"),
    ],
)
def test_an_opening_charges_what_it_commits_and_nothing_else(more):
    assert named(initial()) == set()
    rows = (*initial()["rows"], more)
    assert "I7" in named(initial(rows=rows))


def harrow_block(**fields):
    return LaidBlock(
        **{"id": "harrow/seo/bo/mon", "client": "harrow", "skill": "seo", "person": "bo"}
        | {"weekday": 0, "start_minute": 540, "minutes": 120}
        | fields
    )


def test_blocks_laid_on_a_day_off_are_weighed_against_the_agreement():
    saturday = studio(as_of="28 12:00")
    assert named(opened(saturday)) == set()
    assert named(opened(saturday, [*laid_blocks(), harrow_block()])) == {"I3"}


def test_blocks_that_begin_much_later_leave_the_buffer():
    late = harrow_block(id="harrow/seo/ana/late", person="ana", since=day("2027-03-01"), start_minute=840, minutes=240)
    more = harrow_block(id="harrow/seo/ana/more", person="ana", since=day("2027-03-01"), start_minute=660, minutes=120)
    violations = check_book(chained([opened(None, [*laid_blocks(), late, more])])).violations
    assert any(violation.rule == "I3" and violation.subject == "ana" for violation in violations)


def test_a_round_gives_and_takes_nothing_back():
    before = [opened(), conforming(), spare()]
    waits, grants = waiting_and_round()
    assert named(*before, waits, grants) == set()
    back = row("spare", -30, 24, task="R-9/text", whose="odd", skill="copy", in_round=True)
    more = row("spare", 30, 24, task="R-9/text", whose="odd", skill="copy", in_round=True)
    assert named(*before, waits, grants | {"rows": (*grants["rows"], more, back)}) == {"I9"}


def lost(when="24 09:30", *, cells=(), rows=(), blocks=(), **fields):
    """Ana is away on Thursday and Friday."""
    told = {
        "guaranteed": fields.pop("guaranteed", {"harrow": 240}),
        "carried": fields.pop("carried", {}),
        "late": fields.pop("late", {}),
    }
    loss = Loss(person="ana", **{"from": at("26 00:00"), "to": at("28 00:00")}, cells=cells, **told)
    return entry("lost", when, loss=loss, rows=tuple(rows), blocks=tuple(blocks), **fields)


def laid_with_bo(name, number, start, minutes):
    """A block of a day that is laid with Bo in place of Ana."""
    owner, number = name.split("/")[0], int(number)
    fields = {"person": "bo", "day": day(number), "start_minute": start, "minutes": minutes}
    return LaidBlock(id=f"{name}/{number}/bo", client=owner, skill="seo", **fields)


def for_ana():
    """Harrow's audit, which only Ana may do, from Wednesday on: two hours then, and the last one on Thursday."""
    made = conforming(floor=floor_of("25 09:00", "27 12:00", "26 10:00"))
    only = {"person": PersonId("ana"), "release": at("25 09:00")}
    return made | {"asked": tuple(each.model_copy(update=only) for each in made["asked"])}


def ana_is_away(since="26", **fields):
    """Bo has time for what Harrow holds of Ana's Thursday and Friday, but an hour of its audit is late."""
    rows = (
        row("cut", 60, 26, block="harrow/seo/ana/thu"),
        row("cut", 120, 27, block="harrow/seo/ana/fri"),
    )
    blocks = (laid_with_bo("harrow/seo", 26, 540, 60), laid_with_bo("harrow/seo", 27, 540, 120))
    facts = studio(time_off=[time_off("ana", since, "27 18:00")]).model_dump(mode="json")
    return lost(facts=facts, rows=rows, blocks=blocks, late={"R-1/audit": 60}, **fields)


def an_hour_is_missing(**fields):
    """Of Harrow's three hours the last, on Thursday, is not done, as Ana leaves on Wednesday after two of them."""
    return ana_is_away(since="25 11:00", work=(work("R-1/audit", "ana", ("25 09:00", "25 11:00")),), **fields)


def nothing_is_missing(**fields):
    """All of Harrow's three hours are done by Ana on Wednesday."""
    return ana_is_away(work=(work("R-1/audit", "ana", ("25 09:00", "25 12:00")),), **fields)


def alone():
    return LossCell(day=day(26), skill="seo", short_minutes=60, claims={"harrow": 60}, losses={"harrow": 60})


def test_a_loss_names_as_late_what_it_counts_and_what_is_not_done():
    before = [opened(), for_ana(), close_monday()]
    assert named(*before, an_hour_is_missing(cells=(alone(),))) == set()
    assert named(*before, an_hour_is_missing()) == {"I15"}
    assert named(*before, nothing_is_missing(cells=(alone(),))) == {"I2"}


def a_claim_of(minutes, guaranteed=240):
    cell = alone().model_copy(update={"claims": {"harrow": minutes}})
    return an_hour_is_missing(cells=(cell,), guaranteed={"harrow": guaranteed})


def test_a_claim_is_at_most_what_stands_there():
    """Held is an hour of Thursday; the audit, of which an hour stands there, may be late with all of its three hours."""
    before = [opened(), for_ana(), close_monday()]
    assert named(*before, a_claim_of(240)) == set()
    assert named(*before, a_claim_of(241, guaranteed=241)) == {"I15"}


def test_what_a_loss_counts_is_cut_or_late():
    twice = alone().model_copy(update={"claims": {"harrow": 120}, "losses": {"harrow": 120}, "short_minutes": 120})
    assert named(opened(), for_ana(), close_monday(), an_hour_is_missing(cells=(twice,))) == {"I15"}


NAMES = ("harrow", "tailor")


def two_halves(**fields):
    """Ana and Bo, who belong to Harrow in the morning and to Tailor in the afternoon of Thursday and Friday."""
    people = [person("ana", "seo"), person("bo", "seo")]
    clients = [client(name, agreed={"seo": 16 * 60}) for name in NAMES]
    return workspace(people=people, clients=clients, policy={"buffer": 0}, **fields)


def halves():
    return [
        LaidBlock(
            id=f"{name}/seo/{who}/{number}",
            client=name,
            skill="seo",
            person=who,
            day=day(number),
            start_minute=start,
            minutes=240,
        )
        for who in ("ana", "bo")
        for number in (26, 27)
        for name, start in zip(NAMES, (540, 840), strict=True)
    ]


def a_day_of_ana(when, number, first_away, *, carried, harrow=240, rows=(), **fields):
    """Ana is away for one more day: half of what Harrow and Tailor hold of it is lost."""
    losses = {"harrow": harrow, "tailor": 480 - harrow}
    claims = dict.fromkeys(NAMES, 480)
    cell = LossCell(day=day(number), skill="seo", short_minutes=480, claims=claims, losses=losses)
    cuts = (row("cut", 240, number, block=f"{name}/seo/ana/{number}") for name in NAMES)
    facts = two_halves(time_off=[time_off("ana", first_away, "27")]).model_dump(mode="json")
    return lost(
        when, cells=(cell,), facts=facts, rows=(*cuts, *rows), carried=carried, guaranteed=dict(claims), **fields
    )


def known_on_monday(*, carried):
    return a_day_of_ana("23 09:30", 27, "27", carried=carried)


def test_a_loss_pays_what_the_rounding_of_the_one_before_left_over():
    first = known_on_monday(carried={"harrow": 15, "tailor": -15})
    # A quarter of an hour of Harrow's with Bo goes to Tailor.
    fair = a_day_of_ana(
        "23 10:00",
        26,
        "26",
        harrow=255,
        carried={"harrow": 0, "tailor": 0},
        rows=(row("cut", 15, 26, block="harrow/seo/bo/26"),),
        stands=(stand("harrow/seo/bo/26", 26, "26 09:00", "26 12:45"),),
        blocks=(laid_with_bo("tailor/seo", 26, 765, 15),),
    )
    forgotten = a_day_of_ana("23 10:00", 26, "26", carried={"harrow": 15, "tailor": -15})
    before = opened(two_halves(), halves())
    assert named(before, first, fair) == named(before, first) == set()
    assert named(before, first, forgotten) == {"I15"}


def test_a_rounding_carries_over_no_more_than_it_leaves():
    lent = known_on_monday(carried={"harrow": 15, "tailor": 15})
    assert named(opened(two_halves(), halves()), lent) == {"I15"}


def test_nobody_loses_hours_while_somebody_has_time_for_them():
    carried = {"harrow": 0, "tailor": 0}
    free = [block for block in halves() if block.id != "tailor/seo/bo/27"]
    assert named(opened(two_halves(), halves()), known_on_monday(carried=carried)) == set()
    assert named(opened(two_halves(), free), known_on_monday(carried=carried)) == {"I15"}


def test_nobody_loses_more_than_what_went_took_along():
    nobody = known_on_monday(carried={}) | {"facts": two_halves().model_dump(mode="json")}
    assert named(opened(two_halves(), halves()), nobody) == {"I15"}


def two_hours_are_enough(**fields):
    """Harrow reports on Monday that two of its three hours are to be done: Thursday's hour is not needed."""
    stays = (work("R-1/audit", "ana", ("25 09:00", "25 11:00")),)
    return entry("progressed", "23 11:00", "harrow", request="R-1", remaining={"R-1/audit": 120}, work=stays) | fields


def test_what_a_report_leaves_unused_returns_before_its_notice_date():
    back = row("own", -60, 26, block="harrow/seo/ana/thu", task="R-1/audit")
    assert named(opened(), conforming(), two_hours_are_enough(rows=(back,))) == set()
    assert named(opened(), conforming(), two_hours_are_enough()) == {"I10", "I4"}


def subjects(*entries):
    return {violation.subject for violation in check_book(chained(entries)).violations}


def friday_is_cut(**fields):
    """Tailor's three hours of Cy's Friday are cut; an hour of copy is lost there."""
    short = LossCell(day=day(27), skill="copy", short_minutes=60, claims={"tailor": 180}, losses={"tailor": 60})
    return lost("23 13:00", cells=(short,), rows=(row("cut", 180, 27, block="tailor/copy/cy/fri"),), **fields)


def test_what_is_cut_and_laid_again_the_same_day_was_not_lost_to_work_on_spare():
    spare_of_cy = on_spare("23 12:00", "R-4", "27 09:00", "27 12:00", due="27 18:00", minutes=180)
    before = [opened(), spare_of_cy | {"work": (work("R-4/text", "cy", ("27 09:00", "27 12:00")),)}]
    again = LaidBlock(
        id="tailor/copy/bo/27",
        client="tailor",
        skill="copy",
        person="bo",
        day=day(27),
        start_minute=540,
        minutes=180,
    )
    assert "R-4/text" in subjects(*before, friday_is_cut())
    assert "R-4/text" not in subjects(*before, friday_is_cut(blocks=(again,)))
