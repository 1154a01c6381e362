"""Prints how many tests of a part passed and failed, from the files that Tests/run had its runner write."""

import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def count_junit(file: Path) -> tuple[int, int]:
    passed = failed = 0
    for case in ElementTree.parse(file).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is None:
            passed += 1
    return passed, failed


def count_tap(file: Path) -> tuple[int, int]:
    text = file.read_text(encoding="utf-8", errors="replace")
    plan = re.search(r"^1\.\.(\d+)", text, re.MULTILINE)
    passed = failed = ran = 0
    for line in text.splitlines():
        result = re.match(r"(not )?ok\b", line)
        if result is None:
            continue
        ran += 1
        if re.search(r"# *skip", line, re.IGNORECASE):
            continue
        # A failing test that is marked as work to come does not fail the run.
        if result[1] and not re.search(r"# *todo", line, re.IGNORECASE):
            failed += 1
        else:
            passed += 1
    # Tests that an error kept from running; without a plan, at least one.
    return passed, failed + (max(0, int(plan[1]) - ran) if plan else 1)


def main() -> None:
    directory, part = Path(sys.argv[1]), sys.argv[2]
    counts = [count_junit(file) for file in directory.glob(f"{part}*.xml")]
    counts += [count_tap(file) for file in directory.glob(f"{part}*.tap")]
    print(sum(passed for passed, _ in counts), sum(failed for _, failed in counts))


main()
