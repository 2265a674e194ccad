"""What crosses between the judge and a student's process is plain data, whatever it pretends."""

from __future__ import annotations

import math
from collections import Counter, OrderedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.run import wire

KEYS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.binary(), st.tuples(st.integers())
)
PLAIN = st.recursive(
    st.one_of(KEYS, st.floats(allow_nan=False)),
    lambda inner: st.one_of(
        st.lists(inner),
        st.tuples(inner, inner),
        st.dictionaries(KEYS, inner),
        st.sets(KEYS),
        st.frozensets(KEYS),
    ),
    max_leaves=20,
)


@given(PLAIN)
def test_plain_values_come_back_as_they_were(value: object) -> None:
    """Encoding and decoding change neither values nor types."""
    back = wire.loads(wire.dumps(value))
    assert back == value
    assert type(back) is type(value)


def test_not_a_number_and_huge_numbers_survive() -> None:
    """JSON has no NaN, and Python refuses the decimal text of very long integers."""
    assert math.isnan(wire.loads(wire.dumps(math.nan)))
    assert wire.loads(wire.dumps(-math.inf)) == -math.inf
    assert wire.loads(wire.dumps(10**6000)) == 10**6000


def test_subclasses_travel_as_their_base() -> None:
    """No method of a student's class takes part in a comparison outside."""

    class Liar(int):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = int.__hash__

    class Shifty(list):  # type: ignore[type-arg]
        def __iter__(self):  # type: ignore[no-untyped-def]
            return iter([42])

    assert type(wire.loads(wire.dumps(Liar(5)))) is int
    assert wire.loads(wire.dumps(Liar(5))) != 42
    assert wire.loads(wire.dumps(Shifty([1, 2]))) == [1, 2]
    assert wire.loads(wire.dumps(OrderedDict(a=1))) == {"a": 1}
    assert type(wire.loads(wire.dumps(Counter("aab")))) is Counter


def test_other_objects_are_known_by_their_type_alone() -> None:
    """Neither `__repr__` nor `__reduce__` of an object is called."""

    class Endless:
        def __repr__(self) -> str:
            raise RuntimeError

        def __reduce__(self) -> str:
            raise RuntimeError

    assert wire.loads(wire.dumps([Endless()]))[0].type.endswith("Endless")


def test_exceptions_become_records() -> None:
    """An exception's name, bases, message and arguments are told."""
    error = wire.loads(wire.dumps(FileNotFoundError(2, "no such file")))
    assert error.is_a("OSError")
    assert error.args == (2, "no such file")
    assert not error.is_a("ValueError")


def test_endless_nesting_is_refused() -> None:
    """A list that holds itself is no plain data."""
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(wire.NotPlain):
        wire.dumps(endless)


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"$": "pickle", "v": ""}', '{"v": 1}', '{"$": "dict", "v": [[1]]}', '{"a": 1}'],
)
def test_anything_else_is_refused(text: str) -> None:
    """What `dumps` did not write is a ValueError and nothing worse."""
    with pytest.raises(ValueError, match=r"."):
        wire.loads(text)


def test_values_made_to_collide_are_refused() -> None:
    """Ten thousand numbers with one hash would make whoever builds a set of them wait for hours."""
    prime = (1 << 61) - 1  # Python's hash of an integer is the rest by this number
    numbers = [{"$": "int", "v": hex(number * prime)} for number in range(1, 10_000)]
    for value in (
        numbers,
        {"$": "set", "v": numbers},
        {"$": "dict", "v": [[n, 0] for n in numbers]},
    ):
        with pytest.raises(ValueError, match="collide"):
            wire.decode(value)
    assert wire.decode([0] * 10_000) == [0] * 10_000
    assert wire.decode(list(range(10_000))) == list(range(10_000))


def test_deeper_data_than_encode_writes_is_refused() -> None:
    """However deep a forged report nests, it ends in a ValueError."""
    value: object = 1
    for _ in range(300):
        value = [value]
    with pytest.raises(ValueError, match="deep"):
        wire.decode(value)
