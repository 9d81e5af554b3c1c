"""How is the documentation site built? ``make docs``; nothing is fetched, and warnings are errors.

The pages are README.md, CONTRIBUTING.md, CHANGELOG.md and docs/*.md as they stand, and those that
the package ``docs/generator`` writes from the code, the schemas, the settings and the tests.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent))

import generator

from csa import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = html_title = "csa: the Strategic Assessment workbench"
version = release = __version__
language = "en"

root_doc = "docs/index"
include_patterns = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/**.md", "docs/**.rst"]
exclude_patterns = ["docs/_site"]
extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc"]
myst_heading_anchors = 4

# Parameters have their types in the text; members of results are attributes there.
autodoc_typehints = "none"
autodoc_preserve_defaults = True
numpydoc_show_class_members = False

html_theme = "furo"
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = html_show_copyright = False

FILLED = re.compile(r"<!-- made: (\w+) -->")
# For those who hear the pages or have no mouse: captions have a level, and what scrolls is reached.
LACKING = {
    'class="caption" role="heading">': 'class="caption" role="heading" aria-level="2">',
    '<div class="table-wrapper ': '<div tabindex="0" class="table-wrapper ',
    "<pre>": '<pre tabindex="0">',
}
# The site is opened in its folder, while its front page stands where that is written.
TO_FRONT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>csa</title>
<meta http-equiv="refresh" content="0; url=docs/index.html"></head>
<body><main><h1>csa</h1><p><a href="docs/index.html">Documentation</a></p></main></body></html>
"""


def write_pages(app: Sphinx) -> None:
    """Write the pages that follow from the project, before any is read."""
    generator.write(Path(app.confdir) / "made")


def fill(_: Sphinx, __: str, source: list[str]) -> None:
    """Put what follows from the project in the place that a page keeps for it."""
    source[0] = FILLED.sub(lambda found: generator.PARTS[found[1]](), source[0])


def finish(app: Sphinx, problem: Exception | None) -> None:
    """Give the theme's mark-up what it lacks, and lead from the site's folder to its front page."""
    if problem is not None or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        text = whole = path.read_text(encoding="utf-8")
        for lacking, mended in LACKING.items():
            text = text.replace(lacking, mended)
        if text != whole:
            path.write_text(text, encoding="utf-8")
    (Path(app.outdir) / "index.html").write_text(TO_FRONT, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Join the parts of the site."""
    app.connect("builder-inited", write_pages)
    app.connect("source-read", fill)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
