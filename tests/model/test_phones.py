"""Phones as people type them."""

import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.model import phones


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("020 7946 0112", "GB", "+442079460112"),
        ("+44 (0)20 7946 0112", "GB", "+442079460112"),
        ("0044 20 7946 0112", "GB", "+442079460112"),
        ("Tel.: 020/7946.0112", "GB", "+442079460112"),
        ("2079460112", "GB", "+442079460112"),  # a spreadsheet took the zero
        ("447700900417", "GB", "+447700900417"),  # and the plus
        ("'07700 900417", "GB", "+447700900417"),
        ("4915112345678.0", "DE", "+4915112345678"),
        ("07700 900417", "GB", "+447700900417"),  # reserved for fiction: possible, never given out
        ("0511 123456", "DE", "+49511123456"),
    ],
)
def test_a_phone_is_understood_however_it_was_typed(text: str, country: str, number: str) -> None:
    assert phones.e164(text, country) == number


@pytest.mark.parametrize("text", ["", "call her", "12", "BusinessPhone", "4.91512E+11", "020 7946 0112 / 07700 900417"])
def test_what_could_not_be_dialled_is_no_phone(text: str) -> None:
    assert not phones.usable(text, "GB")


@given(
    st.sampled_from(["", "+", "00", "0", "'", "+44 ", "011", "(0)"]),
    st.text("0123456789 -./", max_size=17),
    st.sampled_from(["", ".0", " x12", "abc"]),
    st.sampled_from(["GB", "DE", "US", "IT", "BR", "MX", "RU", "ZZ", ""]),
)
def test_what_could_be_dialled_is_exactly_what_has_a_number(start: str, text: str, end: str, country: str) -> None:
    phone = f"{start}{text}{end}"
    assert phones.usable(phone, country) == (phones.e164(phone, country) is not None)


@pytest.mark.parametrize("sign", ["/", ";", ",", "|", " or ", " oder ", "\n"])
def test_two_phones_in_one_cell_are_two(sign: str) -> None:
    assert phones.several(f"020 7946 0112{sign}07700 900417") == ["020 7946 0112", "07700 900417"]


@pytest.fixture
def without_phonenumbers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As where the package is not installed."""
    caches = (phones.e164, phones.calling_code)
    for cache in caches:
        cache.cache_clear()
    monkeypatch.setitem(sys.modules, "phonenumbers", None)
    yield
    for cache in caches:
        cache.cache_clear()


@pytest.mark.usefixtures("without_phonenumbers")
def test_without_the_package_a_number_with_its_country_code_is_still_understood() -> None:
    assert phones.e164("+44 20 7946 0112", "GB") == phones.e164("0044 20 7946 0112", "GB") == "+442079460112"
    assert phones.e164("020 7946 0112", "GB") is None
