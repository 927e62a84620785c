import sys

from ourimpact_command import main

sys.exit(main())
