"""The cutting up of a stream of HTTP answers, however the bytes come."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.answers import Answers

ANSWERS = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    b"HTTP/1.1 204 No Content\r\nUpload-Offset: 7\r\n\r\n",
    b"HTTP/1.1 409 Conflict\r\ncontent-length: 2\r\n\r\n{}",
    b"HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
]


@given(st.lists(st.sampled_from(ANSWERS)), st.lists(st.integers(1, 40), min_size=1))
def test_whole_answers_come_out_as_they_went_in(sent, sizes):
    stream, answers, found = b"".join(sent), Answers(), []
    while stream:
        size = sizes[len(found) % len(sizes)]
        found += answers.feed(stream[:size])
        stream = stream[size:]
    assert found == sent
