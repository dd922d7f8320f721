"""Jobs on the same database: what is declared, the queue, the worker, and the process that does one job."""
