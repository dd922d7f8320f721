"""What each job does; a module is loaded by the process that does its job, and by no other."""
