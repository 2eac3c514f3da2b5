"""Corner finders from PyPI that ours is measured beside; requirements-bench.lock has them, nothing else needs them.

A peer is imported when it is first asked. `white-paper-scanner` (MIT) is the plain recipe of Canny and the largest
outline as a package, and keeps its corners to itself: they are taken where it flattens with them.
`document-cropper` (MIT) takes the largest region by local thresholds and always names four corners.
"""

import contextlib
import io
import warnings
from typing import Any
from unittest.mock import patch

import numpy as np

Corners = Any


def document_cropper(image: Any) -> Corners | None:
    """What document-cropper 0.0.1 crops along, (4, 2) float32; None when it gives up with an error of its own."""
    from document_cropper.corner_detection import detect_corners
    from document_cropper.segmentation import binarize

    with warnings.catch_warnings(action="ignore", category=FutureWarning):  # scikit-image renames what it calls
        try:
            return np.asarray(detect_corners(binarize(image[..., ::-1])), np.float32)
        except (IndexError, ValueError, TypeError):  # no region, or none with four corners: it does not check
            return None


class _Flattened(Exception):
    """Raised in the place of flattening; the corners are what was wanted."""


def white_paper_scanner(image: Any) -> Corners | None:
    """What white-paper-scanner 1.1.0 flattens along, (4, 2) float32; None when it proceeds without a crop."""
    from white_paper_scanner import cli

    caught: list[Any] = []

    def caught_at(_image: Any, corners: Any) -> None:
        caught.append(cli.order_points(corners))
        raise _Flattened

    with (
        patch.object(cli, "four_point_transform", caught_at),
        contextlib.suppress(_Flattened),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        cli.process_image(image)
    return np.asarray(caught[0], np.float32) if caught else None
