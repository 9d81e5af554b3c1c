"""Two shares against each other, with scipy's chi-squared test as the oracle."""

import pytest
from scipy.stats import chi2_contingency

from csa.errors import SchemaError
from csa.measures.shares import share_p_value


@pytest.mark.parametrize(
    ("first", "second"), [((19, 20), (9, 20)), ((15, 530), (15, 400)), ((1, 50), (20, 60))]
)
def test_the_p_value_is_that_of_the_table_without_correction(first, second):
    table = [[count, whole - count] for count, whole in (first, second)]
    assert share_p_value(first, second) == pytest.approx(
        chi2_contingency(table, correction=False).pvalue
    )


def test_equal_shares_and_shares_of_none_or_all_do_not_differ():
    assert share_p_value((5, 50), (10, 100)) == 1
    assert share_p_value((0, 50), (0, 100)) == 1
    assert share_p_value((50, 50), (100, 100)) == 1


def test_rounding_makes_a_difference_less_sure():
    assert share_p_value((5, 50), (15, 50), extra_variance=4) > share_p_value((5, 50), (15, 50))


@pytest.mark.parametrize("first", [(6, 5), (-1, 5), (0, 0)])
def test_what_is_no_share_is_refused(first):
    with pytest.raises(SchemaError, match="no part of"):
        share_p_value(first, (1, 2))
