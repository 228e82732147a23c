"""Where the frozen program starts: the command line, and the processes that it starts to help it."""

import multiprocessing
import sys

from xl_addin.cli import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
