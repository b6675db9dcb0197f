"""Where things lie: what is installed and stored, and what the documents show."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STORE = ROOT / ".bench"
DOCS = ROOT / "docs"
REMARKS = ROOT / "benchmarks" / "remarks.md"  # written by hand, shown on the page
