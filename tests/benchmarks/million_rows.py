"""The same work as million_rows.R by the functions that the stages call, and all stages as a study runs them.

``python million_rows.py PROJECT work`` prints what million_rows.R prints; ``stages`` runs check, clean, score, screen
and model with every table of theirs; ``check`` is `burnout.check`; ``read FILE`` reads a file by pandas and pyarrow.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from burnout.execute import prepare_process


def work(root: Path) -> list[float]:
    """Log-likelihood, 16 chi-square statistics, coefficients, standard errors."""
    import numpy as np

    from burnout.clean import clean
    from burnout.config import load_study
    from burnout.intake import read_file
    from burnout.model.design import design
    from burnout.model.logit import collapse, fit_logit
    from burnout.score import score
    from burnout.screen.pair import pair_up
    from burnout.statistics import contingency

    study, instruments = load_study("million", root / "config")
    raw = {name: read_file(name, spec, root) for name, spec in study.files.items()}
    rows = score(study, instruments, clean(study, instruments, raw).data).data
    pairs = (pair_up(rows["burnt"], rows[factor]) for factor in study.factors)
    statistics = [contingency(pair.counts, "as-published", study.plan.seed).statistic for pair in pairs]
    made = design(rows, study.models["main"].factors, {}, study)
    patterns = collapse(made.distinct, (rows["burnt"] == "Yes").to_numpy(float), made.place)
    fit = fit_logit(patterns.matrix, patterns.rate, patterns.trials)
    return [fit.loglik, *statistics, *fit.coef, *np.sqrt(np.diag(fit.cov))]


def stages(root: Path) -> list[float]:
    """Every stage with all it computes; the log-likelihood and the statistics of the as-published plan."""
    from burnout.clean import check, clean
    from burnout.config import load_study
    from burnout.intake import read_file
    from burnout.model import fit_models
    from burnout.score import score
    from burnout.screen import screen

    study, instruments = load_study("million", root / "config")
    raw = {name: read_file(name, spec, root) for name, spec in study.files.items()}
    if problems := check(study, instruments, raw):
        raise SystemExit(str(problems[0]))
    rows = score(study, instruments, clean(study, instruments, raw).data).data
    del raw
    screened = screen(study, rows)
    modelled = fit_models(study, rows, screened.screening, instruments)
    tests = screened.screening.query("plan == 'as-published'")
    return [float(modelled.fit["log_likelihood"].iloc[0]), *tests["statistic"]]


def main() -> None:
    """Command line."""
    root, what = Path(sys.argv[1]), sys.argv[2]
    prepare_process()  # as for every stage
    if what == "read":
        import pandas as pd

        pd.read_csv(root / sys.argv[3], engine="pyarrow")
    elif what == "check":
        from burnout.check import main as check

        os.chdir(root)
        raise SystemExit(check([sys.argv[3]]))
    else:
        print(*(f"{number:.17g}" for number in {"work": work, "stages": stages}[what](root)), sep="\n")


if __name__ == "__main__":
    main()
