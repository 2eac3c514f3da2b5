"""One file a family of boards, each declaring `SPEECH`; `workbench.locker.speech.speech_of` finds them by name."""
