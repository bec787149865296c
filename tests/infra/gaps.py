"""What the emulator lacks, as `gaps.txt` lists it: one gap a line, `what | why it is so`."""

from pathlib import Path

LIST = Path(__file__).parent / "gaps.txt"


def known_gaps(start: str = "") -> set[str]:
    """The listed gaps that start so."""
    lines = [line for line in LIST.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    gaps = [line.split(" | ")[0].strip() for line in lines]
    assert len(gaps) == len(set(gaps)), "a gap is listed twice"
    return {gap for gap in gaps if gap.startswith(start)}
