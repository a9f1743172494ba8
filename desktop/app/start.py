"""From the command line to the first painted window, and from there to the program."""

import os
import sys
from typing import TYPE_CHECKING

from desktop.app.display import display_problem
from desktop.app.options import Options, parse

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop.support.paths import Profile
    from desktop.ui.single_instance import SingleInstance
    from desktop.ui.texts import Language

NO_DISPLAY = 2
"""Exit code where no window can be opened."""
NO_PROFILE = 1
"""Exit code where nothing can be written."""
ALREADY_RUNNING = 3
"""Exit code where another program holds the profile and does not answer."""


def run(arguments: list[str]) -> int:
    """Run the program; returns its exit code."""
    options = parse(arguments)
    if problem := display_problem(os.environ):
        return _say(problem, NO_DISPLAY)
    from desktop.support.paths import open_profile

    try:
        profile = open_profile(options.profile)
    except OSError as error:
        words = f"Bizztree cannot write to its folder: {error}. Choose another with --profile DIR."
        return _say(words, NO_PROFILE)
    return _open(options, profile)


def _open(options: Options, profile: "Profile") -> int:
    """Show the frame first; what it does not need is imported after it is painted."""
    from desktop.support.settings import Settings
    from desktop.ui import texts
    from desktop.ui.main_window import MainWindow
    from desktop.ui.single_instance import SingleInstance

    app, language = _application(options)
    instance = SingleInstance(profile)
    if not instance.is_first():
        return _leave_it_to_the_first(instance, profile)
    texts.load(language)
    settings = Settings(profile.settings_file)
    window = MainWindow()
    window.restore(settings.get("window"))
    window.show()
    # Painted before the rest is imported; there is no loop yet that this could disturb.
    app.processEvents()

    instance.raise_asked.connect(window.come_forward)
    instance.listen()
    from desktop.app.program import Program, run_on_loop

    try:
        return run_on_loop(
            app, Program(options=options, profile=profile, settings=settings, window=window)
        )
    finally:
        instance.close()


def _leave_it_to_the_first(instance: "SingleInstance", profile: "Profile") -> int:
    if not instance.is_locked_by_another:
        return _say(f"Bizztree cannot write to {profile.root}.", NO_PROFILE)
    if instance.raise_first():
        return 0
    return _say(
        "Bizztree runs already and does not answer: it is starting or ending. Try again in a "
        f"moment; if no program runs, delete {profile.lock_file}.",
        ALREADY_RUNNING,
    )


def _say(words: str, code: int) -> int:
    # A windowed program on Windows has nowhere to write to.
    if sys.stderr is not None:
        sys.stderr.write(words + "\n")
    return code


def _application(options: Options) -> "tuple[QApplication, Language]":
    """The application, speaking the language asked for or the system's."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
    from PySide6.QtWidgets import QApplication

    app = QApplication(sys.argv[:1])
    app.setApplicationName("bizztree")
    app.setDesktopFileName("bizztree")
    # Dialogs close without the program; only the main window's own way out ends it.
    app.setQuitOnLastWindowClosed(False)
    speaks_danish = QLocale().language() is QLocale.Language.Danish
    language: Language = (
        "da" if (options.language or ("da" if speaks_danish else "en")) == "da" else "en"
    )
    if options.language:
        QLocale.setDefault(QLocale("da_DK" if language == "da" else "en_GB"))
    if language == "da":
        translator = QTranslator(app)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load("qtbase_da", folder):
            app.installTranslator(translator)
    return app, language
