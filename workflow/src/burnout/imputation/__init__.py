"""Multiple imputation: chained equations that fill gaps several times, and Rubin's rules that pool what follows."""

from burnout.imputation.chain import Imputing, imputations_needed, impute, obstacle
from burnout.imputation.pool import Pooled, WholeTest, pool, whole_test
from burnout.imputation.variables import Variable

__all__ = [
    "Imputing",
    "Pooled",
    "Variable",
    "WholeTest",
    "imputations_needed",
    "impute",
    "obstacle",
    "pool",
    "whole_test",
]
