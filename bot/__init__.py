"""The core: pure where it decides. No network, no clock, no chance, no print in the pipeline."""
