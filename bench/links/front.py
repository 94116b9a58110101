"""The TLS front of a gateway on its side of the link, as a reverse proxy is in production: decrypts and passes bytes on.

    python -m bench.links.front CERTIFICATE KEY HOST PORT TARGET_PORT

Says ``ready`` when it listens. The gateway is on loopback beside it.
"""

import asyncio
import contextlib
import ssl
import sys

PIECE = 65_536
STILL_SECONDS = 120.0
"""A connection that has brought nothing for so long is given up, as every proxy does."""


async def _pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    # Whatever ends one direction ends both: HTTP/1.1 never half-closes.
    with contextlib.suppress(OSError, TimeoutError):
        while data := await asyncio.wait_for(source.read(PIECE), STILL_SECONDS):
            sink.write(data)
            await sink.drain()
    sink.close()


async def _serve(certificate: str, key: str, host: str, port: int, target: int) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            back_reader, back_writer = await asyncio.open_connection("127.0.0.1", target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(_pass_on(reader, back_writer), _pass_on(back_reader, writer))

    server = await asyncio.start_server(accept, host, port, ssl=context, backlog=512)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])))
