"""What a console that runs for a day or meets something huge holds, and for how long it does nothing else."""
