"""Reading envelopes and slips under the camera: Code 128 and QR, by zxing-cpp."""

import zxingcpp

from kiosk.papers.page import Image


def read_codes(image: Image) -> list[str]:
    """Text of every Code 128 and QR code in a BGR or grey frame, each once, from top to bottom."""
    # Made anew each time: kept in the module, its binding complains of a leak when the program ends.
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode])
    found = zxingcpp.read_barcodes(image, formats=formats, text_mode=zxingcpp.TextMode.Plain)
    found = sorted(found, key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return list(dict.fromkeys(code.text for code in found if code.text))
