"""What each sign of a sheet weighs: fitted by logistic regression to the tuning scenes, not chosen (decision 032)."""

LEAST_SCORE = -0.6  # below it nothing is said to be found
LEAST_CLEAR_SCORE = -2.0  # the same where every sign but size and view is perfect
BIAS = -7.55
WEIGHTS: dict[str, float] = {
    "edges": 5.1,
    "weakest_edge": -2.13,
    "contrast": -1.98,
    "alike_along": 4.36,
    "step_not_line": 1.1,
    "goes_on": -7.24,
    "anything_goes_on": -2.37,
    "corners_out_of_view": -6.31,
    "size": 5.73,
    "slimness": -0.83,
    "colour": 0.76,
    "writing": 0.23,
    "ground_differs": -0.45,
    "corners_held": 1.32,
}
