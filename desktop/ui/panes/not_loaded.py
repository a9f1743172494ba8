"""What stands in a table's place until the local copy has had the feed it is made of."""

from desktop.domain.sync import Phase, SyncState
from desktop.ui.faces import Face, Faces


def show_not_loaded(faces: Faces, copy: SyncState, loading: str) -> None:
    """That it comes, in the words *loading*; or why it cannot come now."""
    if copy.phase in {Phase.WAITING, Phase.FAILED} and copy.problem is not None:
        faces.show_problem(copy.problem)
    elif faces.face is not Face.LOADING:
        faces.show_loading(loading)
