"""One small file a step. The rows come first: they name the steps, and steps begin rows."""

from kiosk import rows as rows
