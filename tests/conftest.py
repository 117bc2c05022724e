"""Property tests draw the same examples in continuous integration each time, and new ones on everybody's machine.

Neither has a deadline by the clock: a busy machine is no defect.
"""

import os

from hypothesis import settings

settings.register_profile("new-examples", deadline=None)
settings.register_profile("same-examples", derandomize=True, deadline=None)
settings.load_profile("same-examples" if os.environ.get("CI") else "new-examples")
