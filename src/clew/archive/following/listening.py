"""One stream, heard in a thread of its own: what is wanted of it is gathered and handed on, about once a second."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from clew.archive.following.recording import Batch, Recorder
from clew.archive.following.threads import Threads
from clew.archive.following.wanted import Wanted
from clew.errors import ClewError
from clew.fetching import Doors
from clew.fetching.streams import BrokenStream
from clew.networks import Listening, LostPlaceError, Message, Stream

_LOG = logging.getLogger(__name__)
# A batch is kept a second after its first message. Where that came to a dozen captures within a minute, it is five, so
# that a stream which never rests makes no more than 17,000 captures a day.
SOON, LATER = 1.0, 5.0
_MINUTE, _DOZEN = 60.0, 12
MOST = 1000
"""Messages of a batch."""
# Where nothing is wanted, the cursor is written so often.
_NOTED = 10.0
_FIRST, _LONGEST = 1.0, 120.0
# A stream that was heard for so long is as good as new when it breaks off.
_SOUND = 30.0


@dataclass
class News:
    """How one stream is doing; written by its listener alone. `batches` are those that are in the archive."""

    name: str
    seen: int = 0
    kept: int = 0
    deleted: int = 0
    batches: int = 0
    time: str | None = None
    trouble: str | None = None
    heard: bool = False


class Listener:
    """Hears one stream until it is stopped."""

    def __init__(
        self,
        stream: Stream,
        wanted: Wanted,
        recorder: Recorder,
        threads: Threads,
        doors: Doors,
        tokens: Mapping[str, str],
        stopped: threading.Event,
    ) -> None:
        self._stream = stream
        self._wanted = wanted
        self._recorder = recorder
        self._threads = threads
        self._doors = doors
        self._tokens = tokens
        self._stopped = stopped
        self.news = News(stream.name)
        self.fault: ClewError | None = None  # why it ended by itself
        self._batch = Batch()
        self._cursor: str | None = None
        self._begun = self._noted = 0.0
        self._kept: deque[float] = deque(maxlen=_DOZEN)
        self._thread = threading.Thread(target=self._work, name=stream.name, daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def join(self, seconds: float) -> None:
        """Wait until what was heard is kept."""
        self._thread.join(seconds)

    def _work(self) -> None:
        """Hear the stream again and again; a fault of the archive ends it, and is told to whoever started it."""
        try:
            self._cursor = self._recorder.cursor(self._stream)
            pause = _FIRST
            while not self._stopped.is_set():
                began = time.monotonic()
                self._try()
                pause = _FIRST if time.monotonic() - began > _SOUND else min(pause * 2, _LONGEST)
                # Chance keeps all who were cut off at the same moment from calling at the same moment again.
                self._stopped.wait(pause * random.uniform(0.5, 1))  # noqa: S311 - no secret
        except ClewError as error:
            self.fault = error
        except Exception as error:  # noqa: BLE001 - the border of a thread: whoever started it is told
            _LOG.exception("%s ended", self._stream.name)
            self.fault = ClewError(f"Listening to {self._stream.name} failed ({type(error).__name__}: {error}).")

    def _try(self) -> None:
        how = Listening(self._cursor, self._doors, self._wanted.about, self._tokens, self._stopped)
        try:
            for message in self._stream.messages(how):
                if message is not None:
                    self._hear(message)
                self._hand_on()
                if self._stopped.is_set():
                    break
            else:
                self.news.trouble = "its server hung up"
        except LostPlaceError as error:
            self.news.trouble = f"{error}; what came meanwhile was not heard"
            self._cursor = None
            self._recorder.note(self._stream, None)
        except BrokenStream as error:
            self.news.trouble = str(error)
        finally:
            self.news.heard = False
            self._hand_on(now=True)

    def _hear(self, message: Message) -> None:
        news = self.news
        news.heard = True
        news.trouble = message.said
        news.seen += len(message.signs)
        news.time = message.time or news.time
        if self._cursor is None and message.cursor is not None and message.cursor.isdigit():
            # From here on nothing is lost, whatever happens before the first of it is kept.
            self._recorder.note(self._stream, str(int(message.cursor) - bool(message.signs)))
        self._cursor = message.cursor or self._cursor
        if message.closed is not None and self._wanted.holds(message.closed.author):
            _LOG.warning(
                "The account %s was closed (%s). Nothing of it is marked; `clew forget author` removes what is held.",
                *message.closed,
            )
        wanted = [sign for sign in message.signs if self._wanted.of(sign)]
        if not wanted:
            return
        self._batch.lacking += [sign for sign in wanted if self._wanted.lacks(sign)]
        if not self._batch.messages:
            self._begun = time.monotonic()
        self._batch.messages.append(message)
        self._batch.signs += wanted
        news.kept += sum(sign.deed != "deleted" for sign in wanted)
        news.deleted += sum(sign.deed == "deleted" for sign in wanted)

    def _hand_on(self, *, now: bool = False) -> None:
        """Have the batch kept, if it is time."""
        clock = time.monotonic()
        if self._batch.messages:
            busy = len(self._kept) == _DOZEN and clock - self._kept[0] < _MINUTE
            patience = LATER if busy else SOON
            if now or len(self._batch.messages) >= MOST or clock - self._begun >= patience:
                # Only what is kept is let go of, and no cursor is written before.
                self._batch.cursor = self._cursor
                self._recorder.keep(self._stream, self._batch, self._threads)
                self._batch = Batch()
                self.news.batches += 1
                self._noted = time.monotonic()
                self._kept.append(self._noted)
        elif self._cursor is not None and (now or clock - self._noted >= _NOTED):
            self._recorder.note(self._stream, self._cursor)
            self._noted = clock
