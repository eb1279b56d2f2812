"""What an office needs to run its own instance: its first files, a look at what is wrong, a look ahead
before an upgrade. The commands are `whereto init`, `doctor` and `upgrade-check`."""
