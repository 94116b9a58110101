"""One Argon2id at a time in a process.

OpenSSL shares one pool of threads between all of them: two beside each other fail for want of memory there is plenty of, or
wait for each other for ever. May not hold anything else.
"""

import threading

ONE_AT_A_TIME = threading.Lock()
