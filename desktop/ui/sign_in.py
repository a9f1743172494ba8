"""The sign-in sheet."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QMargins, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.account import (
    DEFAULT_ENDPOINT,
    AccessToken,
    Account,
    Password,
    endpoint_problem,
)
from desktop.domain.errors import AppError, EnvelopeRefused, NotAnEnvelope, Unreachable
from desktop.support.resources import resource
from desktop.ui import theme
from desktop.ui.notice import Notice, Severity
from desktop.ui.problems import describe
from desktop.ui.texts import tr

_PASSWORD_FIELDS = ("apikey", "username", "password")
_TOKEN_FIELDS = ("name", "accesstoken")
_SECRET = frozenset({"apikey", "password", "accesstoken"})
_WIDTH = 460


class SignInSheet(QWidget):
    """Asks who we are; it keeps nothing and asks no server itself.

    Signals:
        sign_in_asked: The user wants in with these words (Account).
        test_asked: The user wants to know whether the server takes them (Account).
        demo_asked: The user wants to try the demo.
    """

    sign_in_asked = Signal(object)
    test_asked = Signal(object)
    demo_asked = Signal()

    def __init__(self, *, last: Mapping[str, str]) -> None:
        super().__init__()
        self.setObjectName("sign_in")
        self._fields = {key: _field(key) for key in _all_fields()}
        self._way = _way_box()
        self._form = QFormLayout()
        self._remember = QCheckBox(tr("signin.remember"))
        self._remember.setChecked(True)
        self._answer = _Answer()
        self._in_hand: QWidget | None = None
        self._more = _details_button()
        self._details = QLabel()
        _dress(self._details, "answer_details")
        self._details.hide()
        self._buttons = _buttons()
        self._fill_form()
        self._lay_out()
        self._connect()
        self._show_last(last)

    @property
    def wants_remembering(self) -> bool:
        return self._remember.isChecked()

    def account(self) -> Account:
        """What the sheet says, complete or not."""
        words = {key: field.text().strip() for key, field in self._fields.items()}
        login: Password | AccessToken
        if self._uses_token():
            login = AccessToken(token=words["accesstoken"], name=words["name"])
        else:
            # A password may begin or end with a space.
            password = self._fields["password"].text()
            login = Password(username=words["username"], apikey=words["apikey"], password=password)
        return Account(
            endpoint=words["endpoint"],
            contract=words["contract"],
            login=login,
            proxy=words["proxy"],
        )

    def show_busy(self, words: str) -> None:
        self._in_hand = self.focusWidget()
        self._say(words, Severity.INFO)
        self._form_enabled(enabled=False)

    def show_works(self) -> None:
        self._form_enabled(enabled=True)
        self._say(tr("signin.works"), Severity.DONE)

    def show_problem(self, error: BaseException) -> None:
        """Say what can be said about which piece is wrong."""
        self._form_enabled(enabled=True)
        notice = _which_piece(error)
        self._say(notice.text, details=notice.details)

    def _uses_token(self) -> bool:
        return bool(self._way.currentData() == "token")

    def _asked(self, signal_name: str) -> None:
        if words := self._incomplete():
            self._say(words)
            return
        getattr(self, signal_name).emit(self.account())

    def _incomplete(self) -> str:
        """What is missing or wrong before any server is asked; empty when nothing is."""
        if problem := endpoint_problem(self._fields["endpoint"].text().strip()):
            self._fields["endpoint"].setFocus()
            return tr(f"signin.endpoint.{problem}")
        if missing := self._missing():
            self._fields[missing].setFocus()
            return tr("signin.missing", field=tr(f"signin.{missing}"))
        return ""

    def _missing(self) -> str:
        """The first field that is needed and empty, if any."""
        needed = ("contract", *(_TOKEN_FIELDS if self._uses_token() else _PASSWORD_FIELDS))
        return next((key for key in needed if not self._fields[key].text().strip()), "")

    def _say(self, words: str, severity: Severity = Severity.PROBLEM, details: str = "") -> None:
        self._answer.say(words, severity)
        self._answer.setAccessibleName(words)
        self._details.setText(details)
        self._more.setChecked(False)
        self._more.setVisible(bool(details))

    def _form_enabled(self, *, enabled: bool) -> None:
        for widget in (*self._fields.values(), self._way, *self._buttons.values()):
            widget.setEnabled(enabled)
        if enabled and self._in_hand is not None:
            # What is switched off loses the keyboard.
            self._in_hand.setFocus()

    def _show_way(self) -> None:
        token = self._uses_token()
        for key in _PASSWORD_FIELDS:
            self._form.setRowVisible(self._fields[key], not token)
        for key in _TOKEN_FIELDS:
            self._form.setRowVisible(self._fields[key], token)

    def _show_last(self, last: Mapping[str, str]) -> None:
        self._fields["endpoint"].setText(last.get("endpoint") or DEFAULT_ENDPOINT)
        for key in ("contract", "username", "name"):
            self._fields[key].setText(last.get(key, ""))
        self._way.setCurrentIndex(1 if "name" in last else 0)
        self._show_way()
        if missing := self._missing():
            self._fields[missing].setFocus()

    def _fill_form(self) -> None:
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self._form.setHorizontalSpacing(12)
        self._form.setVerticalSpacing(8)
        for key in ("endpoint", "contract"):
            self._form.addRow(tr(f"signin.{key}"), self._fields[key])
        self._form.addRow(tr("signin.way"), self._way)
        for key in (*_PASSWORD_FIELDS, *_TOKEN_FIELDS, "proxy"):
            self._form.addRow(tr(f"signin.{key}"), self._fields[key])

    def _connect(self) -> None:
        self._way.currentIndexChanged.connect(self._show_way)
        self._more.toggled.connect(self._details.setVisible)
        self._buttons["sign_in"].clicked.connect(lambda: self._asked("sign_in_asked"))
        self._buttons["test"].clicked.connect(lambda: self._asked("test_asked"))
        self._buttons["demo"].clicked.connect(self.demo_asked)
        for field in self._fields.values():
            field.returnPressed.connect(lambda: self._asked("sign_in_asked"))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self._buttons["demo"])
        row.addStretch()
        row.addWidget(self._buttons["test"])
        row.addWidget(self._buttons["sign_in"])
        card = QFrame()
        card.setFrameShape(QFrame.Shape.StyledPanel)
        card.setFixedWidth(_WIDTH)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(QMargins(24, 20, 24, 20))
        inside.setSpacing(12)
        inside.addLayout(_heading())
        inside.addLayout(self._form)
        inside.addWidget(self._remember)
        inside.addWidget(self._answer)
        inside.addWidget(self._more, alignment=Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self._details)
        inside.addLayout(row)
        outside = QVBoxLayout(self)
        outside.addStretch(2)
        outside.addWidget(card, alignment=Qt.AlignmentFlag.AlignHCenter)
        outside.addStretch(3)


def _all_fields() -> tuple[str, ...]:
    return ("endpoint", "contract", *_PASSWORD_FIELDS, *_TOKEN_FIELDS, "proxy")


def _field(key: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(key)
    field.setAccessibleName(tr(f"signin.{key}"))
    if key in _SECRET:
        field.setEchoMode(QLineEdit.EchoMode.Password)
    if key == "proxy":
        field.setPlaceholderText(tr("signin.proxy_hint"))
    return field


def _way_box() -> QComboBox:
    box = QComboBox()
    box.setObjectName("way")
    box.setAccessibleName(tr("signin.way"))
    box.addItem(tr("signin.way_password"), "password")
    box.addItem(tr("signin.way_token"), "token")
    return box


def _details_button() -> QToolButton:
    button = QToolButton()
    button.setText(tr("notice.details"))
    button.setCheckable(True)
    button.hide()
    return button


class _Answer(QLabel):
    """What came of it, or is under way, in the colour of how bad it is."""

    def __init__(self) -> None:
        super().__init__()
        _dress(self, "answer")
        self._severity = Severity.INFO

    def say(self, words: str, severity: Severity) -> None:
        self._severity = severity
        self.setText(words)
        self._colour()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._colour()

    def _colour(self) -> None:
        palette, role = self.palette(), QPalette.ColorRole.WindowText
        is_plain = self._severity is Severity.INFO
        colour = theme.muted() if is_plain else theme.strong(self._severity)
        if palette.color(role) != colour:
            palette.setColor(role, colour)
            self.setPalette(palette)


def _dress(label: QLabel, name: str) -> None:
    label.setObjectName(name)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)


def _buttons() -> dict[str, QPushButton]:
    buttons = {key: QPushButton(tr(f"signin.{key}")) for key in ("demo", "test", "sign_in")}
    for key, button in buttons.items():
        button.setObjectName(key)
        # Enter presses the one that has the keyboard.
        button.setAutoDefault(True)
    buttons["sign_in"].setDefault(True)
    return buttons


def _heading() -> QHBoxLayout:
    from PySide6.QtGui import QIcon

    mark = QLabel()
    mark.setAccessibleName(tr("app.name"))
    mark.setPixmap(QIcon(str(resource("icons", "bizztree.svg"))).pixmap(36, 36))
    words = QLabel(tr("signin.heading"))
    font = words.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    font.setBold(True)
    words.setFont(font)
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addWidget(mark)
    row.addWidget(words, 1)
    return row


def _which_piece(error: BaseException) -> Notice:
    """The server's texts are not to be programmed against, so the kind of failure must do."""
    match error:
        case Unreachable(reason=reason, is_untrusted=True):
            return Notice(text=tr("signin.untrusted"), details=reason)
        case Unreachable(reason=reason):
            return Notice(text=tr("signin.wrong_address"), details=reason)
        case NotAnEnvelope(http_status=status) if status < 500:
            return Notice(text=tr("signin.not_the_api"), details=describe(error).details)
        case EnvelopeRefused(message=message):
            return Notice(text=tr("signin.refused", message=message))
        case AppError():
            return describe(error)
        case _:
            return Notice(text=tr("problem.bug"), severity=Severity.PROBLEM)
