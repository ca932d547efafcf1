"""A contribution as it goes over the wire."""

from __future__ import annotations

from collections.abc import Iterator

from bayesagg.v1 import aggregation_pb2 as pb
from bayesagg.v1 import aggregation_service_pb2 as service_pb
from bayesagg.v1 import tensor_pb2

CHUNK_BYTES = 1 << 20

# A field's number and its kind, bytes of a stated length: AggregateRequest.features and Tensor.data.
_FEATURES_TAG = bytes([7 << 3 | 2])
_DATA_TAG = bytes([3 << 3 | 2])


class OutgoingContribution:
    """A contribution as it goes over the wire: bytes of its own, made with one copy of the features."""

    def __init__(
        self,
        request: pb.AggregateRequest,
        features: tuple[tensor_pb2.Tensor, memoryview],
        parts: list[tuple[tensor_pb2.Tensor, memoryview]],
    ) -> None:
        """Takes a request without features or data, the features, and its other tensors in the contract's order."""
        self._request = request
        self._header = features[0]
        self._parts = [bytes(data) for _, data in parts]
        rest = self._rest(sum(map(len, self._parts))).SerializeToString()
        head, data = self._header.SerializeToString(), features[1]
        length = len(head) + len(_DATA_TAG) + len(_varint(len(data))) + len(data)
        lead = b"".join([rest, _FEATURES_TAG, _varint(length), head, _DATA_TAG, _varint(len(data))])
        self.message = b"".join([lead, data])
        self._features = memoryview(self.message)[len(lead) :]

    @property
    def size(self) -> int:
        """Bytes of the whole message."""
        return len(self.message)

    @property
    def place(self) -> tuple[int, int]:
        """Epoch and step."""
        return self._request.epoch, self._request.step

    @property
    def name(self) -> str:
        """As errors name it."""
        return f"epoch {self._request.epoch}, step {self._request.step} of worker {self._request.worker}"

    def _rest(self, room: int) -> pb.AggregateRequest:
        """All but the features, with the data of the tensors that fit the room."""
        rest = pb.AggregateRequest()
        rest.CopyFrom(self._request)
        for tensor, data in zip(_tensors(rest), self._parts, strict=True):
            if len(data) <= room:
                tensor.data = data
                room -= len(data)
        return rest

    def frames(self, sequence: int, wait: float, trace_parent: str = "") -> Iterator[service_pb.AggregateStreamRequest]:
        """The message, small tensors included, then the large ones in chunks.

        ``wait`` is for how many seconds from now on the answer is waited for.
        """
        outline = self._rest(CHUNK_BYTES // 2)
        large = {number + 1 for number, tensor in enumerate(_tensors(outline)) if not tensor.data}
        outline.features.CopyFrom(self._header)
        if len(self._features) <= CHUNK_BYTES // 2:
            outline.features.data = bytes(self._features)
        else:
            large.add(0)
        head = service_pb.StreamedContribution(sequence=sequence, request=outline, trace_parent=trace_parent)
        head.timeout.FromNanoseconds(round(wait * 1e9))
        yield service_pb.AggregateStreamRequest(contribution=head)
        for number, data in enumerate([self._features, *(memoryview(part) for part in self._parts)]):
            for offset in range(0, len(data) if number in large else 0, CHUNK_BYTES):
                chunk = tensor_pb2.TensorChunk(
                    sequence=sequence, tensor=number, offset=offset, data=bytes(data[offset : offset + CHUNK_BYTES])
                )
                yield service_pb.AggregateStreamRequest(chunk=chunk)


def _varint(value: int) -> bytes:
    """A length as protobuf writes it."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _tensors(request: pb.AggregateRequest) -> Iterator[tensor_pb2.Tensor]:
    """The message's tensors after the features, by field number, depth first."""
    for part in request.tasks:
        yield part.labels if part.HasField("labels") else part.output_gradients
        if part.HasField("mask"):
            yield part.mask
        yield part.head
    if request.HasField("example_weights"):
        yield request.example_weights
