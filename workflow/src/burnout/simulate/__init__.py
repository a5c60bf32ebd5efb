"""The synthetic demonstration data of the three reference studies, made from fixed seeds.

Unlike the rest of the library this subpackage knows the studies by name. Making the files again gives the same bytes.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

STUDIES = {"balint": "balint", "chenggong": "chenggong", "hospital-d": "hospital_d"}
"""Studies with demonstration data, and the module that makes them."""


def write(study: str, folder: Path) -> None:
    """Write all demonstration files of one study.

    Parameters
    ----------
    study : str
        One of `STUDIES`.
    folder : Path
        Where the files go; made when it is not there.

    Raises
    ------
    KeyError
        There are no demonstration data of that study.
    """
    from burnout.simulate import interviews

    module = import_module(f"burnout.simulate.{STUDIES[study]}")
    folder.mkdir(parents=True, exist_ok=True)
    module.write(folder)
    if study in interviews.STUDIES:
        interviews.write(study, folder / "interviews")
