"""Who gets in: sign-in with two factors, lock-out, how long a session lasts, and what is said to those who are refused."""
