"""What focal points do with the files of the knowledge: decided here, written by the commands.

Nothing here writes to a disk, and `questions` alone reads one: in comes a tree and the text of a file, out
comes what to write, or why not; what a change does, or what differs.
"""
