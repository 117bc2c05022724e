"""Property tests draw the same examples in continuous integration each time, and new ones on everybody's machine."""

import os

from hypothesis import settings

settings.register_profile("same-examples", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("same-examples")
