"""The README's example is the one that is run."""

from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_readme_shows_the_example_that_is_run() -> None:
    readme = (ROOT / "README.md").read_text()
    shown = readme.split("<!-- example: examples/quickstart.py -->\n```python\n")[1].split("```\n<!-- end -->")[0]
    assert shown == (ROOT / "examples/quickstart.py").read_text()
