# Tests of the room tty.
