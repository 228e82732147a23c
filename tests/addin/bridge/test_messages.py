"""Requests and answers survive the road between VBA and Python: every text, in ASCII."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_addin.bridge.messages import (
    Answer,
    Kind,
    Request,
    answer_bytes,
    escaped,
    plain,
    read_answer,
    read_request,
    request_bytes,
)

TEXT = st.text().filter(lambda text: "\r" not in text)


@given(TEXT)
def test_every_text_is_one_line_of_ascii_and_comes_back(text: str) -> None:
    line = escaped(text)
    assert line.isascii()
    assert line.isprintable()
    assert plain(line) == text


@given(st.sampled_from(Kind), TEXT, TEXT)
def test_an_answer_comes_back(kind: Kind, message: str, token: str) -> None:
    answer = Answer(kind, message, token)
    assert read_answer(answer_bytes(answer)) == answer


@given(st.builds(Request, *[st.text()] * 7, st.integers(0, 2**31), st.text(), st.text()))
def test_a_request_comes_back(request: Request) -> None:
    assert read_request(request_bytes(request)) == request


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"id": "1"}', b"\xff"])
def test_what_is_no_request_is_said(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of json, of the encoding, or our own
        read_request(content)
