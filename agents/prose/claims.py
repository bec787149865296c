"""Each kind of claim a sentence may make; a sentence is shown when all of them hold.

A claim is judged with the facts that its sentence cites or, where it cites none, with all facts of the answer.
"""

from collections.abc import Callable
from typing import Final

from agents.prose.absence import absence_fits, denials_are_as_narrow
from agents.prose.accounting import every_word_is_accounted_for
from agents.prose.alike import (
    changes_are_from_another_time,
    days_are_of_their_own,
    names_differ,
    parts_are_of_their_time,
    ranges_are_whole,
    sides_are_alike,
    smaller_ones_are_smaller,
    times_compared_are_the_products,
    values_are_of_the_one_time,
    what_is_left_is_of_the_limit,
    what_is_likely_is,
)
from agents.prose.assertions import (
    cause_fits,
    certainty_fits,
    expensive_compares,
    future_fits,
    kinds_have_names,
    no_verdict,
    speaks_of_no_one,
    states_are_findings,
)
from agents.prose.bases import (
    counts_are_told_of_their_own,
    gross_is_told_as_gross,
    parts_are_told_as_parts,
    rates_stand_with_rates,
    savings_are_not_made_yet,
    several_savings_have_their_sum,
    the_bill_forecasts_nothing,
    what_is_spent_was_spent,
)
from agents.prose.claimed import Claimed
from agents.prose.comparisons import comparison_fits
from agents.prose.count_frames import (
    counted_things_are_what_was_counted,
    counts_have_their_values,
    parts_are_of_their_wholes,
    shares_are_of_their_own,
)
from agents.prose.counted import counts_say_what_was_found, others_have_their_own
from agents.prose.credits import gross_and_net_fit
from agents.prose.deeds import no_deed
from agents.prose.degrees import degrees_are_said
from agents.prose.descriptions import descriptions_fit
from agents.prose.ellipses import left_out_verbs_fit
from agents.prose.frames import (
    changes_are_told_as_changes,
    credits_lower_what_had_them,
    differences_are_differences,
    ends_are_of_ranges,
    heads_fit,
    joined_things_have_joint_values,
    lacking_values_lack,
    moves_end_where_told,
    nouns_before_values_fit,
    nouns_of_movement_have_changes,
    questions_presuppose_what_is,
    ranges_are_ranges,
    the_whole_is_the_whole,
    waste_is_found,
)
from agents.prose.holders import (
    joint_values_have_joint_names,
    moves_of_the_whole_are_its_own,
    nouns_of_moves_have_moves,
    ranked_days_have_their_own,
    what_is_together_is_of_several,
    what_rose_has_its_own,
)
from agents.prose.kind_frames import (
    compared_values_are_alike,
    credits_are_told_as_credits,
    kinds_stand_in_their_places,
)
from agents.prose.labels import kinds_are_the_answers, labels_fit, tag_keys_fit
from agents.prose.measures import measure_fits
from agents.prose.movements import direction_fits, steps_are_in_order
from agents.prose.number_words import no_value_of_its_own, only_known_words
from agents.prose.orders import bounds_are_only_likely, strong_words_have_strong_moves, what_follows_is_next
from agents.prose.owners import (
    groups_have_their_parts,
    nothing_is_told_twice,
    unnamed_values_are_of_all,
    values_are_of_what_is_named,
)
from agents.prose.pairs import (
    changes_follow_their_amounts,
    names_are_two,
    no_value_is_denied,
    or_tells_one_thing_twice,
    shares_follow_their_amounts,
    times_are_two,
    what_is_ahead_was_not,
)
from agents.prose.placement import period_fits, subject_fits
from agents.prose.rankings import ranking_fits
from agents.prose.roles import (
    basis_is_the_one_asked_for,
    days_of_the_week_are_told,
    limits_are_kept_as_expected,
    parts_are_smaller,
    ranges_begin_where_told,
    what_is_left_was_left,
    what_is_recommended_is_told_so,
    what_is_replaced_keeps_its_side,
)
from agents.prose.time_frames import (
    days_of_a_kind_have_their_rate,
    lengths_have_their_rates,
    moves_are_between_their_periods,
    times_are_in_order,
    up_to_is_up_to,
    what_is_ahead_is_told_as_ahead,
)
from agents.prose.units import citations_stand_apart, counts_are_told_as_such, lengths_fit, rates_fit
from agents.prose.valueless import stands_without_values
from agents.prose.wholes import (
    amounts_have_their_owners,
    names_stand_for_themselves,
    sides_keep_their_places,
    wholes_fit,
)

Check = Callable[[Claimed], bool]

CHECKS: Final[tuple[Check, ...]] = (
    only_known_words,
    no_value_of_its_own,
    no_verdict,
    no_deed,
    measure_fits,
    gross_and_net_fit,
    labels_fit,
    descriptions_fit,
    tag_keys_fit,
    subject_fits,
    period_fits,
    direction_fits,
    steps_are_in_order,
    comparison_fits,
    ranking_fits,
    cause_fits,
    absence_fits,
    future_fits,
    certainty_fits,
    rates_fit,
    lengths_fit,
    states_are_findings,
    expensive_compares,
    degrees_are_said,
    citations_stand_apart,
    counts_are_told_as_such,
    stands_without_values,
    kinds_have_names,
    speaks_of_no_one,
    wholes_fit,
    names_stand_for_themselves,
    amounts_have_their_owners,
    sides_keep_their_places,
    kinds_are_the_answers,
    basis_is_the_one_asked_for,
    days_of_the_week_are_told,
    limits_are_kept_as_expected,
    parts_are_smaller,
    ranges_begin_where_told,
    what_is_left_was_left,
    what_is_recommended_is_told_so,
    what_is_replaced_keeps_its_side,
    counts_say_what_was_found,
    others_have_their_own,
    every_word_is_accounted_for,
    heads_fit,
    ranges_are_ranges,
    differences_are_differences,
    moves_end_where_told,
    the_whole_is_the_whole,
    joined_things_have_joint_values,
    lengths_have_their_rates,
    times_are_in_order,
    up_to_is_up_to,
    nouns_before_values_fit,
    parts_are_of_their_wholes,
    counts_have_their_values,
    credits_lower_what_had_them,
    counted_things_are_what_was_counted,
    shares_are_of_their_own,
    waste_is_found,
    questions_presuppose_what_is,
    left_out_verbs_fit,
    what_is_ahead_is_told_as_ahead,
    changes_are_told_as_changes,
    lacking_values_lack,
    groups_have_their_parts,
    nothing_is_told_twice,
    unnamed_values_are_of_all,
    values_are_of_what_is_named,
    kinds_stand_in_their_places,
    ends_are_of_ranges,
    nouns_of_movement_have_changes,
    credits_are_told_as_credits,
    compared_values_are_alike,
    moves_are_between_their_periods,
    denials_are_as_narrow,
    joint_values_have_joint_names,
    what_is_together_is_of_several,
    moves_of_the_whole_are_its_own,
    ranked_days_have_their_own,
    nouns_of_moves_have_moves,
    what_rose_has_its_own,
    days_of_a_kind_have_their_rate,
    what_follows_is_next,
    strong_words_have_strong_moves,
    bounds_are_only_likely,
    shares_follow_their_amounts,
    changes_follow_their_amounts,
    times_are_two,
    names_are_two,
    what_is_ahead_was_not,
    no_value_is_denied,
    or_tells_one_thing_twice,
    savings_are_not_made_yet,
    gross_is_told_as_gross,
    parts_are_told_as_parts,
    what_is_spent_was_spent,
    the_bill_forecasts_nothing,
    rates_stand_with_rates,
    counts_are_told_of_their_own,
    several_savings_have_their_sum,
    values_are_of_the_one_time,
    parts_are_of_their_time,
    sides_are_alike,
    names_differ,
    changes_are_from_another_time,
    ranges_are_whole,
    smaller_ones_are_smaller,
    days_are_of_their_own,
    what_is_left_is_of_the_limit,
    what_is_likely_is,
    times_compared_are_the_products,
)

ALWAYS: Final[tuple[Check, ...]] = (
    values_are_of_the_one_time,
    parts_are_of_their_time,
    sides_are_alike,
    names_differ,
    changes_are_from_another_time,
    ranges_are_whole,
    smaller_ones_are_smaller,
    days_are_of_their_own,
    what_is_left_is_of_the_limit,
    what_is_likely_is,
    times_compared_are_the_products,
    savings_are_not_made_yet,
    gross_is_told_as_gross,
    parts_are_told_as_parts,
    what_is_spent_was_spent,
    the_bill_forecasts_nothing,
    rates_stand_with_rates,
    counts_are_told_of_their_own,
    several_savings_have_their_sum,
    shares_follow_their_amounts,
    changes_follow_their_amounts,
    times_are_two,
    names_are_two,
    what_is_ahead_was_not,
    no_value_is_denied,
    or_tells_one_thing_twice,
    joint_values_have_joint_names,
    what_is_together_is_of_several,
    moves_of_the_whole_are_its_own,
    ranked_days_have_their_own,
    nouns_of_moves_have_moves,
    what_rose_has_its_own,
    days_of_a_kind_have_their_rate,
    denials_are_as_narrow,
    moves_are_between_their_periods,
    what_is_recommended_is_told_so,
    ranges_are_ranges,
    credits_are_told_as_credits,
    compared_values_are_alike,
    nothing_is_told_twice,
    kinds_stand_in_their_places,
    ends_are_of_ranges,
    nouns_of_movement_have_changes,
    values_are_of_what_is_named,
    unnamed_values_are_of_all,
    changes_are_told_as_changes,
    differences_are_differences,
    groups_have_their_parts,
)
"""What a sentence has to keep that says no more than the product does itself."""
