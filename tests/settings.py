"""The desk's settings for tests: a directory of their own, and nothing slow on purpose."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# A developer's own desk in var/ must neither change a test nor be changed by one.
os.environ["KEPT_HOME"] = tempfile.mkdtemp(prefix="kept-tests-")
Path(os.environ["KEPT_HOME"], "static").mkdir()  # where pages' files would be laid out
os.environ["KEPT_DNS"] = "off"  # no test asks the network; one that asks has a server of its own
atexit.register(shutil.rmtree, os.environ["KEPT_HOME"], ignore_errors=True)

from kept.site.settings import *  # noqa: E402, F403

# The real one is slow so that a stolen database is of no use; tests sign in all the time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
