"""A Synapse homeserver for one user, without federation.

Started again with the same folder it still knows its tokens.
"""

import os
import sys

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import life

args = life.arguments()

from synapse.app.homeserver import create_homeserver, setup, start, start_reactor
from synapse.app._base import register_start
from synapse.config.homeserver import HomeServerConfig
from synapse.logging.context import LoggingContext
from twisted.internet import reactor, tcp

OPEN = {"per_second": 1000, "burst_count": 1000}

SETTINGS = {
    "server_name": "localhost",
    "report_stats": False,
    "database": {
        "name": "sqlite3",
        "args": {"database": os.path.join(args.data, "homeserver.db")},
    },
    "media_store_path": os.path.join(args.data, "media"),
    "pid_file": os.path.join(args.data, "homeserver.pid"),
    # No secrets: they sign what a test sends. They are fixed so that tokens outlive a new start.
    "macaroon_secret_key": "only-for-tests",
    "form_secret": "only-for-tests",
    "signing_key": "ed25519 test AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "listeners": [
        {
            "port": args.port,
            "type": "http",
            "bind_addresses": ["127.0.0.1"],
            "resources": [{"names": ["client"]}],
        }
    ],
    "refreshable_access_token_lifetime": f"{args.access}s",
    "refresh_token_lifetime": f"{args.refresh}s",
    # A login that asks for no refresh token gets an access token of the same short life.
    "nonrefreshable_access_token_lifetime": f"{args.access}s",
    "rc_login": {"address": OPEN, "account": OPEN, "failed_attempts": OPEN},
    "trusted_key_servers": [],
    "federation_domain_whitelist": [],
    "send_federation": False,
    "bcrypt_rounds": 4,
}


async def serve(homeserver):
    await start(homeserver)
    user = f"@{life.NAME}:localhost"
    store = homeserver.get_datastores().main
    if await store.get_user_by_id(user) is None:
        hashed = await homeserver.get_auth_handler().hash(life.PASSWORD)
        await store.register_user(user, hashed)
    (port,) = [r for r in reactor.getReaders() if isinstance(r, tcp.Port)]
    life.end_with_stdin()
    life.ready(port.getHost().port)


config = HomeServerConfig()
config.parse_config_dict(SETTINGS, args.data, args.data)
with LoggingContext(name="main", server_name="localhost"):
    homeserver = create_homeserver(config)
    setup(homeserver)
    register_start(homeserver, serve, homeserver)
    start_reactor(config)
