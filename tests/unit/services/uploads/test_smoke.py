"""smoke."""
from tests.helpers.uploading import Story
from desktop.domain.uploads import UploadState
def test_smoke(tell, files, server, customer):
    async def story(it: Story):
        await it.add(*files)
        await it.until_states(*[UploadState.DONE]*4)
        for r in it.uploads.rows:
            for e in await it.events(r.id): print(e)
    tell(story)
    print([e["command"] for e in server.ledger()])
