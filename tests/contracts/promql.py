"""What a PromQL query asks for, and the labels of its answer. Parsed by promql-parser; Prometheus' own rules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from re import escape, fullmatch

import promql_parser as promql

Labels = frozenset[str]


@dataclass(frozen=True)
class Wanted:
    """Time series that a query asks for: `labels` must exist, and each of `values`, a label and a
    regular expression, match what is said."""

    metric: str
    labels: Labels
    values: frozenset[tuple[str, str]]


def wanted_by(query: str) -> Iterator[Wanted]:
    """One for each selector. Labels are those it is matched by, and those that what is around it groups by."""
    yield from _wanted(promql.parse(query), frozenset())


def labels_of(query: str, labels_of_metric: Callable[[str], Labels]) -> Labels:
    """Of the answer, given those of each metric."""
    return _labels(promql.parse(query), labels_of_metric)


def _wanted(expr: object, around: Labels) -> Iterator[Wanted]:
    match expr:
        case promql.VectorSelector():
            matched = {matcher.name for matcher in expr.matchers.matchers}
            values = {(matcher.name, value) for matcher in expr.matchers.matchers for value in _alternatives(matcher)}
            yield Wanted(expr.name or "", around | matched, frozenset(values))
        case promql.MatrixSelector():
            yield from _wanted(expr.vector_selector, around)
        case promql.AggregateExpr():
            yield from _wanted(expr.expr, around | _grouped_by(expr))
        case promql.BinaryExpr():
            on = _joined_on(expr)
            yield from _wanted(expr.lhs, around | on)
            yield from _wanted(expr.rhs, on)
        case promql.Call():
            for argument in expr.args:
                yield from _wanted(argument, around)
        case promql.ParenExpr() | promql.SubqueryExpr() | promql.UnaryExpr():
            yield from _wanted(expr.expr, around)


def _labels(expr: object, of: Callable[[str], Labels]) -> Labels:
    match expr:
        case promql.VectorSelector():
            return of(expr.name or "")
        case promql.MatrixSelector():
            return _labels(expr.vector_selector, of)
        case promql.AggregateExpr():
            return _grouped_by(expr)
        case promql.BinaryExpr() if str(expr.op) == "or":
            return _labels(expr.lhs, of) & _labels(expr.rhs, of)
        case promql.BinaryExpr():
            return _labels(expr.lhs, of)
        case promql.Call() if expr.func.name == "absent":
            (selector,) = expr.args
            return frozenset(matcher.name for matcher in selector.matchers.matchers)
        case promql.Call():
            return _labels(expr.args[-1], of) - ({"le"} if expr.func.name == "histogram_quantile" else set())
        case promql.ParenExpr() | promql.SubqueryExpr() | promql.UnaryExpr():
            return _labels(expr.expr, of)
    return frozenset()


def _grouped_by(expr: promql.AggregateExpr) -> Labels:
    if expr.modifier is None:
        return frozenset()
    if expr.modifier.type != promql.AggModifierType.By:
        raise NotImplementedError("group by what is to stay: `by (…)`")
    return frozenset(expr.modifier.labels)


def _joined_on(expr: promql.BinaryExpr) -> Labels:
    matching = expr.modifier.matching if expr.modifier else None
    return frozenset(matching.labels) if matching else frozenset()


def _alternatives(matcher: promql.Matcher) -> list[str]:
    """What a label must be able to say for the matcher to mean anything, as regular expressions."""
    if matcher.op == promql.MatchOp.Equal:
        return [escape(matcher.value)]
    return matcher.value.split("|") if matcher.op == promql.MatchOp.Re else []


def says(value: str, wanted: str) -> bool:
    """Whether a label's value is one that is wanted."""
    return fullmatch(wanted, value) is not None
