"""What a run was made from: study file, instruments, data files and software, to compare runs by."""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from burnout.config import Instrument, Study
from burnout.provenance import versions


def run_record(study: Study, instruments: Mapping[str, Instrument], check: Path) -> dict[str, Any]:
    """The record of a run. It holds no answer of a person.

    Parameters
    ----------
    study : Study
        The study.
    instruments : mapping of str to Instrument
        Instruments by name; those in use are noted.
    check : Path
        The record of the check, with the hashes of the data files.
    """
    checked = json.loads(check.read_text(encoding="utf-8")) if check.is_file() else {}
    used = sorted({use.instrument for use in study.instruments.values()})
    return {
        "study": study.study,
        "rows": checked.get("rows", {}),
        "sha256": checked.get("sha256", {}),
        "configuration": study.model_dump(mode="json", exclude_unset=True),
        "instruments": {name: instruments[name].model_dump(mode="json", exclude_unset=True) for name in used},
        "software": {"burnout-study-workflow": importlib.metadata.version("burnout-study-workflow"), **versions()},
    }
