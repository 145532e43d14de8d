"""References inside text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from baasctl.resolve.references import Part, composed, decomposed, parts_of

PARTS = st.lists(
    st.one_of(
        st.builds(Part, st.just(""), st.text(alphabet="a$/{}:", min_size=1, max_size=5)),
        st.builds(Part, st.just("secret"), st.text(alphabet="ab:$", min_size=1, max_size=5)),
    ),
    min_size=1,
    max_size=5,
)


@given(PARTS)
def test_a_composed_reference_can_be_taken_apart(parts: list[Part]) -> None:
    """Whatever stands around secrets, dollars and braces among it, comes back as it was."""

    def merged(parts: list[Part]) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for part in parts:
            if found and not part.word and not found[-1][0]:
                found[-1] = ("", found[-1][1] + part.text)
            else:
                found.append((part.word, part.text))
        return found

    assert merged(list(decomposed(composed(parts)))) == merged(parts)


@given(st.text(alphabet="${}:varenvx", max_size=30))
def test_any_text_can_be_split(text: str) -> None:
    """Text without one of the four words is one literal part; `$${` loses one dollar."""
    parts = parts_of(text)

    if not any(f"${{{word}:" in text for word in ("var", "env", "ref", "secret")):
        assert parts == [Part("", text.replace("$${", "${"))]
