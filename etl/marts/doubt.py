"""How much the engine doubts where complaints started, where nobody has ruled at random: what ranges come from."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from etl.estimates import Estimate
from etl.estimates.model_error import doubt_of, factor_from, known_factors, reaching, with_hidden
from etl.marts.base import Scope
from etl.marts.expected import classes_of

_UNITS = 1_000_000
_PLACES = 1_000
_NOTHING = 1e-6


def ranges(scope: Scope, families: Mapping[str, str]) -> dict[str, Estimate]:
    """Share of all complaints within the filters that each family of outcomes is, with its range of model error.

    Parameters
    ----------
    families
        From the name of an outcome to that of its family; outcomes without one are left out.
    """
    if not families:
        return {}
    names = classes_of(scope)
    whole, of_families = _shown(scope, families)
    if not whole:
        return dict.fromkeys(families.values(), Estimate(0.0, 0.0, 0.0))
    of_each = [doubt for _, mean, doubt in _shown(scope, {name: name for name in names})[1].values() if mean > 0]
    factor, result = factor_from(known_factors()), {}
    for name in dict.fromkeys(families.values()):
        total, mean, shown = of_families.get(name, (0.0, 0.0, 0.0))
        doubt = 0.0 if mean >= 1.0 - _NOTHING else with_hidden(shown, of_each)
        result[name] = reaching(min(max(total / whole, 0.0), 1.0), doubt, factor)
    return result


def _shown(scope: Scope, families: Mapping[str, str]) -> tuple[float, dict[str, tuple[float, float, float]]]:
    """Expected complaints in all; and of each family those, its mean probability, and the doubt that shows in it."""
    wide = scope.with_filters(scope.filters.without("department", "issue"))
    p, names = wide.parts, classes_of(scope)
    places = {name: place for place, name in enumerate(names)}
    place = sa.case(places, value=p.c.department, else_=len(names))
    family = sa.case(dict(families), value=p.c.department, else_=None)
    rows = (
        sa.select(p.c.source, p.c.ticket_id, p.c.share, place.label("place"), family.label("family"))
        .where(p.c.is_complaint)
        .subquery("row")
    )
    key = (rows.c.source, rows.c.ticket_id)
    code = sa.func.max(sa.cast(sa.func.round(rows.c.share * _UNITS), sa.Integer) * _PLACES - rows.c.place)
    tickets = sa.select(*key, sa.func.sum(rows.c.share).label("whole"), code.label("code")).group_by(*key)
    t = tickets.having(sa.func.sum(rows.c.share) > 0).subquery("of_ticket")
    mine = sa.select(*key, rows.c.family, sa.func.sum(rows.c.share).label("part")).group_by(*key, rows.c.family)
    m = mine.where(rows.c.family.is_not(None)).subquery("of_family")
    part = m.c.part / t.c.whole
    same = sa.and_(m.c.source == t.c.source, m.c.ticket_id == t.c.ticket_id)
    sums = sa.select(m.c.family, sa.func.sum(m.c.part), sa.func.sum(part), sa.func.sum(part * (1.0 - part)))
    found = {
        row[0]: row[1:] for row in scope.connection.execute(sums.select_from(m.join(t, same)).group_by(m.c.family))
    }
    many, whole = scope.connection.execute(sa.select(sa.func.count(), sa.func.sum(t.c.whole)).select_from(t)).one()
    if not many:
        return 0.0, {}
    firsts, result = _firsts(scope, t, names, families), {}
    for name in dict.fromkeys(families.values()):
        total, mean, undecided = (float(each) for each in found.get(name, (0.0, 0.0, 0.0)))
        shown = doubt_of(undecided / many, mean / many, firsts.get(name, 0) / many)
        result[name] = (total, mean / many, shown)
    return float(whole), result


def _firsts(scope: Scope, t: sa.Subquery, names: tuple[str, ...], families: Mapping[str, str]) -> dict[str, int]:
    """Tickets of which each family has the first choice."""
    place = (_PLACES - t.c.code % _PLACES) % _PLACES
    rows = sa.select(place.label("place")).select_from(t).subquery("first")
    found = scope.connection.execute(sa.select(rows.c.place, sa.func.count()).group_by(rows.c.place))
    result: dict[str, int] = {}
    for number, many in found:
        family = families.get(names[number]) if number < len(names) else None
        if family is not None:
            result[family] = result.get(family, 0) + int(many)
    return result
