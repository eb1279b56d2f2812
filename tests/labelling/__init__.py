"""What the plain labels of tests/data/dialogues.yaml mean, and which of them a reply breaks."""
