"""What happens: games, tasks and the step loop. Never whether it was good."""
