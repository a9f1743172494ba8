"""A second program, which has nothing but files to drag out of its window.

`python -m tests.end2end.drag_source LEFT TOP FILE...` opens there; all files go in one drag.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

NAME = "Files to drag"


class Files(QLabel):
    """The names of files, which can be dragged from here and are copied where they land."""

    def __init__(self, paths: list[Path]) -> None:
        super().__init__("\n".join(path.name for path in paths))
        self.setWindowTitle(NAME)
        self.setAccessibleName(NAME)
        self.setMargin(24)
        self._paths = paths
        self._pressed = QPoint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        way = event.position().toPoint() - self._pressed
        if way.manhattanLength() >= QApplication.startDragDistance():
            mime = QMimeData()
            mime.setUrls([QUrl.fromLocalFile(str(path)) for path in self._paths])
            drag = QDrag(self)
            drag.setMimeData(mime)
            drag.exec(Qt.DropAction.CopyAction)


def main(left: int, top: int, paths: list[Path]) -> int:
    app = QApplication(sys.argv[:1])
    files = Files(paths)
    files.move(left, top)
    files.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), [Path(each) for each in sys.argv[3:]]))
