"""README says what the figures say, and names what is there."""

import json
import re

from conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_each_finding_is_the_sentence_of_its_figure():
    shown = re.findall(
        r"^### (.+)\n\n(.+)\n\n\[!\[(.+)\]\((figures/\S+)\.png\)\]\((.+)\)$", README, re.M
    )
    headed = re.findall(r"^### ", README.partition("\n## Run it")[0], re.M)
    assert len(shown) == len(headed) > 0
    for section, finding, alt, figure, notebook in shown:
        said = json.loads((ROOT / f"{figure}.json").read_text(encoding="utf-8"))
        assert finding == said["finding"], figure
        assert alt == said["alt"], figure
        assert (section, notebook) == (said["section"], f"notebooks/{said['notebook']}.ipynb")


def test_every_link_leads_to_a_file():
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "data" / "README.md"):
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert link.startswith("https://") or (page.parent / link).exists(), (page.name, link)


def test_every_make_target_named_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    text = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)(?:$|`)", text, re.M))
    assert {"figures", "test", "lab"} <= named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.M), target
