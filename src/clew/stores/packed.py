"""Values as databases keep them: MessagePack with named fields, so that a later field is missing in an earlier row."""

from __future__ import annotations

import msgspec

from clew.post import Notice, Post
from clew.stores.base import Holding
from clew.stores.consent import Receipt, Refusal, Statement
from clew.stores.observation import Weight
from clew.thread import Place, Shape, Summary

encode = msgspec.msgpack.Encoder().encode
as_post = msgspec.msgpack.Decoder(Post).decode
as_notice = msgspec.msgpack.Decoder(Notice).decode
as_summary = msgspec.msgpack.Decoder(Summary).decode
as_shape = msgspec.msgpack.Decoder(Shape).decode
as_opening = msgspec.msgpack.Decoder(tuple[Place, ...]).decode
as_weights = msgspec.msgpack.Decoder(tuple[Weight | None, ...]).decode
as_holding = msgspec.msgpack.Decoder(Holding).decode
as_receipt = msgspec.msgpack.Decoder(Receipt).decode
as_refusal = msgspec.msgpack.Decoder(Refusal).decode
as_statement = msgspec.msgpack.Decoder(Statement).decode
