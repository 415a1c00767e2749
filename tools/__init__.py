"""The project's commands. Tests import them from here: `from tools import notebooks`."""
