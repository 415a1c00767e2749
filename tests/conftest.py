"""What several test files share."""

import re

import pytest

from tests.browser import browser, home, visit  # noqa: F401 (fixtures: one browser for all test files)


@pytest.fixture
def complains():
    """complains(call, error, parts): the call raises `error` (not a subclass), and each
    part begins a word of the message."""

    def check(call, error, parts):
        with pytest.raises(error) as caught:
            call()
        # A subclass would be the message of numpy or of Python itself, not ours. (A tuple of types: either will do.)
        assert isinstance(error, tuple) or type(caught.value) is error
        message = str(caught.value)
        missing = [part for part in parts if not re.search(rf"(?<!\w){re.escape(part)}", message)]
        assert not missing, f"{missing} not in the message: {message}"

    return check
