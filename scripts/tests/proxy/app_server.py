"""A tiny app on 127.0.0.0/8, for clients that keep their connections: app_server.py ADDRESS PORT LOG.

GET /healthz is answered at once. Of every other request LOG gets a line, when it came and for what, before it is
answered; ?delay=1.5 makes it take that long. It is killed and started again; LOG goes on.
"""

import asyncio
import os
import sys
import time

from neighbours import end_with_parent


async def talk(reader, writer, log):
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode("latin-1")
            if path != "/healthz":
                os.write(log, ("%.6f %s\n" % (time.monotonic(), path)).encode())
                if "delay=" in path:
                    await asyncio.sleep(float(path.rpartition("delay=")[2]))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n")
            await writer.drain()
    except (asyncio.IncompleteReadError, OSError):
        pass
    finally:
        writer.close()


async def serve(address, port, log):
    server = await asyncio.start_server(lambda r, w: talk(r, w, log), address, port, backlog=256)
    print("serving", flush=True)
    await server.serve_forever()


def main():
    end_with_parent()
    address, port, log = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    asyncio.run(serve(address, port, os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)))


if __name__ == "__main__":
    main()
