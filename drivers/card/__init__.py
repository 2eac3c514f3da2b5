"""Cards: the social-security card over PC/SC, the identity card over a serial line; `CardReader` above both."""
