"""What a camera may raise."""

from drivers.roles import DeviceError


class CameraLost(DeviceError):
    """No picture came within the deadline: unplugged, silent, or refused. The camera keeps trying by itself."""


class BadFrame(CameraLost):
    """Something came, but it is no picture: empty, undecodable, or absurdly large."""
