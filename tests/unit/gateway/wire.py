"""A transport that leads straight into a gateway of the same process."""

from sync.transport import Answer, Call
from tests.in_process import InProcess
from tests.unit.gateway.rig import Gateway


class Wire(InProcess):
    """The agent's transport, straight into a gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self.asked: list[str] = []

    def send(self, call: Call) -> Answer:
        self.asked.append(call.path)
        body = call.body if isinstance(call.body, bytes) else b""
        answer = self._gateway.send(call.method, call.path, body, dict(call.headers))
        return Answer(answer.status_code, dict(answer.headers), answer.content)
