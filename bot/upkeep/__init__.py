"""What focal points do with the files of the knowledge: decided here, written by the commands.

Nothing here reads or writes a disk: in comes a tree and the text of a file, out comes what to write, or
why not.
"""
