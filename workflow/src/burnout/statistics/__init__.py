"""Statistical tests as pure functions: numbers in, one `Result` out.

The numbers come from `scipy.stats` and `statsmodels`, which the first test that is done loads, so that importing this
package costs little; what each function gives is checked against R. Our own is only what those two lack or give
otherwise than R, as the docstring there says.
"""

from burnout.statistics.correlation import pearson, spearman
from burnout.statistics.counts import (
    contingency,
    fisher_exact,
    fisher_freeman_halton,
    likelihood_ratio,
    pearson_chi_square,
    yates,
)
from burnout.statistics.effects import standardised_difference, standardised_difference_of_shares, with_interval
from burnout.statistics.groups import (
    brown_forsythe,
    equality_of_variances,
    kruskal_wallis,
    levene,
    mann_whitney,
    one_way_anova,
    student_t,
    welch_anova,
    welch_t,
)
from burnout.statistics.normality import lilliefors, looks_normal, shapiro_wilk
from burnout.statistics.pairs import mcnemar_exact, paired_t, sign_test, wilcoxon
from burnout.statistics.result import Result, benjamini_hochberg, bonferroni, holm

__all__ = [
    "Result",
    "benjamini_hochberg",
    "bonferroni",
    "brown_forsythe",
    "contingency",
    "equality_of_variances",
    "fisher_exact",
    "fisher_freeman_halton",
    "holm",
    "kruskal_wallis",
    "levene",
    "likelihood_ratio",
    "lilliefors",
    "looks_normal",
    "mann_whitney",
    "mcnemar_exact",
    "one_way_anova",
    "paired_t",
    "pearson",
    "pearson_chi_square",
    "shapiro_wilk",
    "sign_test",
    "spearman",
    "standardised_difference",
    "standardised_difference_of_shares",
    "student_t",
    "welch_anova",
    "welch_t",
    "wilcoxon",
    "with_interval",
    "yates",
]
