"""The social-security card: PC/SC below, `drivers.roles.CardReader` above."""
