"""What commentary may ask for: counts that are filled in from the release."""

from __future__ import annotations

import re

# What each placeholder is filled in with: the count of the commentary's subject in the area shown.
PLACEHOLDERS = {
    "after": "the count of the subject in the period",
    "before": "the count in the same months a year earlier",
}
PLACEHOLDER = re.compile(r"\{\s*(\w*)\s*\}")
