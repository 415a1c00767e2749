"""Which Chromium looks at pages: that of the variable CHROMIUM, or the first of these that is on this machine."""

import os
import shutil

# The first is the same engine without the windows that nobody sees here: pages take three quarters of the time.
NAMES = ("chromium-headless-shell", "chromium", "google-chrome", "chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
