"""One program a profile: a second start raises the first window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, Signal

if TYPE_CHECKING:
    from desktop.support.paths import Profile

_WAIT_MS = 2000


class SingleInstance(QObject):
    """The lock that only one program holds, and its ear for further starts.

    Signals:
        raise_asked: The program was started again.
    """

    raise_asked = Signal()

    def __init__(self, profile: "Profile") -> None:
        super().__init__()
        self._profile = profile
        self._lock = QLockFile(str(profile.lock_file))
        # Held as long as the program lives; Qt looks whether the process that left one still does.
        self._lock.setStaleLockTime(0)

    def is_first(self) -> bool:
        return self._lock.tryLock(0)

    @property
    def is_locked_by_another(self) -> bool:
        """After a refusal: whether somebody holds the lock, or it could not be written at all."""
        return self._lock.error() is QLockFile.LockError.LockFailedError

    def listen(self) -> None:
        """Hear of further starts; after the first paint, which does not need the network module."""
        from PySide6.QtNetwork import QLocalServer

        # What a crashed program left behind is in the way; the lock says nobody else listens.
        QLocalServer.removeServer(self._profile.socket_name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._another_started)
        self._server.listen(self._profile.socket_name)

    def raise_first(self) -> bool:
        """Ask the first program to come forward; whether it heard."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._profile.socket_name)
        heard = socket.waitForConnected(_WAIT_MS)
        if heard:
            socket.waitForDisconnected(_WAIT_MS)
        return heard

    def close(self) -> None:
        if hasattr(self, "_server"):
            self._server.close()
        self._lock.unlock()

    def _another_started(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
            self.raise_asked.emit()
