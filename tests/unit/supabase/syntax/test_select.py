"""The `select` parameter: what it means."""

import pytest

from alcove.wires.supabase.rest.syntax.model import FieldRef, JsonStep, SelectEmbed, SelectField, SelectItem
from alcove.wires.supabase.rest.syntax.select import parse_select

A, B = SelectField(FieldRef("a")), SelectField(FieldRef("b"))


def column(name: str, *steps: JsonStep, **parts: str) -> SelectField:
    """Return a column with a JSON path."""
    return SelectField(FieldRef(name, steps), **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("", ()),
        ("*", (column("*"),)),
        ("a,b", (A, B)),
        ("a, b", (A, B)),
        ("\ta ,\tb ", (A, B)),
        ("*,a", (column("*"), A)),
        ("first name,$x_1", (column("first name"), column("$x_1"))),
        ("été,موارد", (column("été"), column("موارد"))),
        ("nic-hdl", (column("nic-hdl"),)),
        ('"a.b","c,d","e\\"f\\\\"', (column("a.b"), column("c,d"), column('e"f\\'))),
        ("x:a", (column("a", alias="x"),)),
        ('"x y":"a:b"', (column("a:b", alias="x y"),)),
        ("a::text", (column("a", cast="text"),)),
        ("x:a::double precision", (column("a", alias="x", cast="double precision"),)),
        ("d->a", (column("d", JsonStep("a")),)),
        ("d->>a", (column("d", JsonStep("a", as_text=True)),)),
        ("d->a->0->>-1", (column("d", JsonStep("a"), JsonStep(0), JsonStep(-1, as_text=True)),)),
        ("d->0 , a", (column("d", JsonStep(0)), A)),
        ("d->0a->a-b->a b", (column("d", JsonStep("0a"), JsonStep("a-b"), JsonStep("a b")),)),
        ('d->"a.b"->>"0"', (column("d", JsonStep("a.b"), JsonStep("0", as_text=True)),)),
        ("d->!@#$%^&*_a->>!@#$%^&*_b", (column("d", JsonStep("!@#$%^&*_a"), JsonStep("!@#$%^&*_b", as_text=True)),)),
        ("x:d->>0::int", (column("d", JsonStep(0, as_text=True), alias="x", cast="int"),)),
        ("count", (column("count"),)),
        ("count()", (SelectField(None, aggregate="count"),)),
        ("n:count()::text", (SelectField(None, alias="n", aggregate="count", aggregate_cast="text"),)),
        ("a.sum()", (column("a", aggregate="sum"),)),
        ("x:a->b::numeric.avg()::int",
         (column("a", JsonStep("b"), alias="x", cast="numeric", aggregate="avg", aggregate_cast="int"),)),
        ("a.max(),b.min(),a.count()",
         (column("a", aggregate="max"), column("b", aggregate="min"), column("a", aggregate="count"))),
    ],
)  # fmt: skip
def test_columns(text: str, items: tuple[SelectItem, ...]) -> None:
    """Columns have names, aliases, JSON paths, casts and aggregates."""
    assert parse_select(text, max_depth=20) == items


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("r()", SelectEmbed("r")),
        ("r(*)", SelectEmbed("r", (column("*"),))),
        ("r(a, b)", SelectEmbed("r", (A, B))),
        ("r( a )", SelectEmbed("r", (A,))),
        ("x:r(a)", SelectEmbed("r", (A,), alias="x")),
        ("r!h(a)", SelectEmbed("r", (A,), hint="h")),
        ("r!inner(a)", SelectEmbed("r", (A,), join="inner")),
        ("r!left(a)", SelectEmbed("r", (A,), join="left")),
        ("r!h!inner(a)", SelectEmbed("r", (A,), hint="h", join="inner")),
        ("r!inner!h(a)", SelectEmbed("r", (A,), hint="h", join="inner")),
        ("r!inner_join(a)", SelectEmbed("r", (A,), hint="inner_join")),
        ('"r s"!"h.i"(a)', SelectEmbed("r s", (A,), hint="h.i")),
        ("...r(a)", SelectEmbed("r", (A,), spread=True)),
        ("...r!h!left(x:a)", SelectEmbed("r", (column("a", alias="x"),), hint="h", join="left", spread=True)),
        ("r(a,s(b,...t(c)))",
         SelectEmbed("r", (A, SelectEmbed("s", (B, SelectEmbed("t", (column("c"),), spread=True)))))),
        ("r(count(),a.sum())", SelectEmbed("r", (SelectField(None, aggregate="count"), column("a", aggregate="sum")))),
        ("r(d->0)", SelectEmbed("r", (column("d", JsonStep(0)),))),
    ],
)  # fmt: skip
def test_embeds(text: str, item: SelectEmbed) -> None:
    """Embeds have hints and kinds of joins in either order; they nest, spread and may be empty."""
    assert parse_select(text, max_depth=20) == (item,)
