"""Code 128 and QR as pictures, one dot a module, so that no printer's own generator is relied upon."""

import numpy as np
import qrcode
from barcode.codex import Code128
from barcode.errors import BarcodeError
from PIL import Image

QUIET_MODULES = 10  # either side of a Code 128
NARROWEST_DOTS, WIDEST_DOTS = 2, 3  # a module: 0.25 mm and 0.375 mm at 203 dpi; 1 dot is not read reliably


def code128(data: str, height_dots: int, width_dots: int) -> Image.Image:
    """Bars with quiet zones, at most `width_dots` wide; ValueError when `data` cannot be coded or does not fit."""
    try:
        modules = Code128(data).build()[0]
    except BarcodeError as error:
        raise ValueError(f"not a Code 128 text: {data!r}") from error
    modules = "0" * QUIET_MODULES + modules + "0" * QUIET_MODULES
    dots = min(WIDEST_DOTS, width_dots // len(modules))
    if dots < NARROWEST_DOTS:
        raise ValueError(f"{data!r} needs {len(modules)} modules, too many for {width_dots} dots")
    row = np.array([0 if module == "1" else 255 for module in modules], np.uint8).repeat(dots)
    return Image.fromarray(np.tile(row, (height_dots, 1)))


def qr(data: str, wish_dots: int, width_dots: int) -> Image.Image:
    """A QR code with its quiet zone, about `wish_dots` wide, never with modules under 3 dots; ValueError if too big."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    try:
        code.add_data(data)
        code.make(fit=True)
    except (ValueError, qrcode.exceptions.DataOverflowError) as error:
        raise ValueError("the data is too long for a QR code") from error
    matrix = np.array(code.get_matrix(), bool)
    dots = max(3, wish_dots // len(matrix))
    if dots * len(matrix) > width_dots:
        raise ValueError(f"a QR code of {len(matrix)} modules is too big for {width_dots} dots")
    return Image.fromarray(np.where(matrix, 0, 255).astype(np.uint8).repeat(dots, 0).repeat(dots, 1))
