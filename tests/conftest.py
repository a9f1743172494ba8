"""What every test may use."""

pytest_plugins = ["tests.helpers.fixtures"]
