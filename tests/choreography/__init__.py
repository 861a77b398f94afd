import pytest

pytest.register_assert_rewrite("tests.choreography.promises", "tests.choreography.shop", "tests.choreography.stage")
