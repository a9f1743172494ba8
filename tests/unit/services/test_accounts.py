"""Who we are: read from a file, tested, remembered without a secret outside the keyring."""

import asyncio
from pathlib import Path

import pytest

from desktop.domain.account import DEFAULT_ENDPOINT, AccessToken, Account, Password
from desktop.domain.errors import (
    AccountFileProblem,
    AccountFileRefused,
    EnvelopeRefused,
    KeyringFailed,
    NotAnEnvelope,
    Unreachable,
)
from desktop.services.accounts import Accounts, account_from, read_account_file, try_account
from desktop.support.secrets import Secrets
from desktop.support.settings import Settings
from tests.helpers.demo_server import DemoServer

_WHOLE = 'contract = 4242\napikey = "1234-5678"\nusername = "ida"\npassword = "hemmelig"\n'


class _Drawer(Secrets):
    """A keyring that is a dict, and locked when asked to be."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, str] = {}
        self.is_locked = False

    async def get(self, name: str) -> str | None:
        self._refuse_if_locked()
        return self.kept.get(name)

    async def put(self, name: str, secret: str) -> None:
        self._refuse_if_locked()
        self.kept[name] = secret

    async def forget(self, name: str) -> None:
        self.kept.pop(name, None)

    def _refuse_if_locked(self) -> None:
        if self.is_locked:
            raise KeyringFailed(reason="locked")


def _file(tmp_path: Path, text: str, mode: int = 0o600) -> Path:
    path = tmp_path / "account.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def _read(path: Path) -> Account:
    return asyncio.run(read_account_file(path))


def _refusal(path: Path) -> AccountFileRefused:
    with pytest.raises(AccountFileRefused) as caught:
        _read(path)
    return caught.value


def test_a_file_with_a_password_is_an_account(tmp_path: Path) -> None:
    account = _read(_file(tmp_path, _WHOLE))

    assert account.contract == "4242"
    assert account.endpoint == DEFAULT_ENDPOINT
    assert account.login == Password(username="ida", apikey="1234-5678", password="hemmelig")


def test_a_file_with_a_token_is_an_account(tmp_path: Path) -> None:
    account = _read(_file(tmp_path, 'contract = "4242"\naccesstoken = "nøgle"\nname = "pc"\n'))

    assert account.login == AccessToken(token="nøgle", name="pc")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_file_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    assert _refusal(_file(tmp_path, _WHOLE, mode)).problem is AccountFileProblem.OTHERS_CAN_READ


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "none.toml").problem is AccountFileProblem.MISSING


@pytest.mark.parametrize("text", ['password = "hemmelig', "\x00", "= 3"])
def test_a_file_that_is_no_toml_is_refused_without_quoting_it(tmp_path: Path, text: str) -> None:
    refusal = _refusal(_file(tmp_path, text))

    assert refusal.problem is AccountFileProblem.NOT_TOML
    assert refusal.__cause__ is None
    assert "hemmelig" not in str(refusal.args) + refusal.detail


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    refusal = _refusal(_file(tmp_path, 'contract = "4242"\nusername = "ida"\n'))

    assert refusal.problem is AccountFileProblem.INCOMPLETE
    assert refusal.detail == "apikey, password"


def test_a_token_needs_a_name_that_tells_its_files_from_others(tmp_path: Path) -> None:
    refusal = _refusal(_file(tmp_path, 'contract = "4242"\naccesstoken = "nøgle"\n'))

    assert refusal.problem is AccountFileProblem.INCOMPLETE
    assert refusal.detail == "name"


def test_a_password_is_never_sent_in_the_clear(tmp_path: Path) -> None:
    text = _WHOLE + 'endpoint = "http://example.invalid/api/endpoint.php"\n'

    assert _refusal(_file(tmp_path, text)).problem is AccountFileProblem.ENDPOINT


def _accounts(tmp_path: Path) -> tuple[Accounts, _Drawer, Settings]:
    drawer, settings = _Drawer(), Settings(tmp_path / "settings.json")
    return Accounts(secrets=drawer, settings=settings), drawer, settings


def _password_account() -> Account:
    return account_from(
        {"contract": "4242", "username": "ida", "apikey": "1234-5678", "password": "hemmelig"}
    )


@pytest.mark.parametrize(
    "account",
    [_password_account(), account_from({"contract": "1", "accesstoken": "nøgle", "name": "pc"})],
)
def test_an_account_is_remembered_and_its_secrets_are_in_no_file(
    tmp_path: Path, account: Account
) -> None:
    accounts, _, settings = _accounts(tmp_path)

    async def story() -> None:
        await accounts.remember(account)
        assert await accounts.remembered() == account
        await settings.save()

    asyncio.run(story())
    written = (tmp_path / "settings.json").read_text(encoding="utf-8")
    assert "hemmelig" not in written
    assert "1234-5678" not in written
    assert "nøgle" not in written


def test_signing_out_forgets_the_secrets_and_not_who_it_was(tmp_path: Path) -> None:
    accounts, drawer, _ = _accounts(tmp_path)
    account = _password_account()

    async def story() -> None:
        await accounts.remember(account)
        await accounts.forget(account)
        assert await accounts.remembered() is None

    asyncio.run(story())
    assert not drawer.kept
    assert accounts.last()["username"] == "ida"


def test_signing_out_of_another_account_leaves_the_remembered_one(tmp_path: Path) -> None:
    accounts, _, _ = _accounts(tmp_path)
    account = _password_account()

    async def story() -> None:
        await accounts.remember(account)
        await accounts.forget(account_from({"contract": "7", "accesstoken": "n"}))
        assert await accounts.remembered() == account

    asyncio.run(story())


def test_signing_in_without_being_remembered_leaves_no_secret_of_the_last(tmp_path: Path) -> None:
    accounts, drawer, _ = _accounts(tmp_path)

    async def story() -> None:
        await accounts.remember(_password_account())
        await accounts.note(account_from({"contract": "7", "accesstoken": "n"}))

    asyncio.run(story())
    assert not drawer.kept
    assert accounts.last()["contract"] == "7"


def test_an_address_that_is_none_leads_to_the_sheet(tmp_path: Path) -> None:
    accounts, _, settings = _accounts(tmp_path)
    asyncio.run(accounts.remember(_password_account()))
    settings.put("account", {**settings.get("account"), "endpoint": "nonsense"})

    assert asyncio.run(accounts.remembered()) is None


def test_a_locked_keyring_is_told(tmp_path: Path) -> None:
    accounts, drawer, _ = _accounts(tmp_path)
    asyncio.run(accounts.remember(_password_account()))
    drawer.is_locked = True

    with pytest.raises(KeyringFailed):
        asyncio.run(accounts.remembered())


def test_an_entry_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    accounts, drawer, _ = _accounts(tmp_path)
    account = _password_account()
    asyncio.run(accounts.remember(account))
    drawer.kept[account.key] = "[]"

    with pytest.raises(KeyringFailed):
        asyncio.run(accounts.remembered())


def _demo(server: DemoServer, **changed: str) -> Account:
    words = {key: str(value) for key, value in server.account.items()}
    words["endpoint"] = words.pop("url")
    words.pop("accesstoken")
    return account_from({**words, **changed})


def test_the_test_succeeds_where_the_server_answers(server: DemoServer) -> None:
    asyncio.run(try_account(_demo(server)))

    assert [entry["command"] for entry in server.ledger()] == ["Echo"]


def test_a_token_signs_in_as_well(server: DemoServer) -> None:
    token = str(server.account["accesstoken"])

    asyncio.run(try_account(_demo(server, accesstoken=token)))


@pytest.mark.parametrize("wrong", ["contract", "apikey", "username", "password"])
def test_a_wrong_word_is_refused_by_the_server(server: DemoServer, wrong: str) -> None:
    with pytest.raises(EnvelopeRefused):
        asyncio.run(try_account(_demo(server, **{wrong: "9999"})))


def test_a_wrong_path_is_something_else_than_the_api(server: DemoServer) -> None:
    endpoint = f"{server.base}/somewhere/else"

    with pytest.raises(NotAnEnvelope):
        asyncio.run(try_account(_demo(server, endpoint=endpoint)))


def test_a_server_that_is_not_there_is_unreachable(server: DemoServer) -> None:
    with pytest.raises(Unreachable):
        asyncio.run(try_account(_demo(server, endpoint="http://127.0.0.1:1/api/endpoint.php")))
