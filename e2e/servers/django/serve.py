"""A Django server with the logins of Simple JWT (/api) and Django OAuth Toolkit (/o).

Started again with the same folder it still knows its tokens.
"""

import os
import signal
import sys
from datetime import timedelta

# At the end, so that the folders beside this one hide no package.
sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import life

args = life.arguments()

import django
from django.conf import settings

settings.configure(
    # No secret: it signs the tokens of a test. It is fixed so that they outlive a new start.
    SECRET_KEY="only-for-tests-only-for-tests-only-for-tests-only-for-tests",
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "rest_framework",
        "rest_framework_simplejwt.token_blacklist",
        "oauth2_provider",
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.path.join(args.data, "django.db"),
            # Two requests at once wait for each other instead of failing.
            "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
        }
    },
    # The quickest one: a test logs in often.
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    USE_TZ=True,
    REST_FRAMEWORK={"DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"]},
    SIMPLE_JWT={
        "ACCESS_TOKEN_LIFETIME": timedelta(seconds=args.access),
        "REFRESH_TOKEN_LIFETIME": timedelta(seconds=args.refresh),
        "ROTATE_REFRESH_TOKENS": True,
        "BLACKLIST_AFTER_ROTATION": True,
    },
    OAUTH2_PROVIDER={
        "ACCESS_TOKEN_EXPIRE_SECONDS": args.access,
        "REFRESH_TOKEN_EXPIRE_SECONDS": args.refresh,
        "ROTATE_REFRESH_TOKEN": True,
        # A refresh token that comes twice ends all that came from its login.
        "REFRESH_TOKEN_REUSE_PROTECTION": True,
        "REFRESH_TOKEN_GRACE_PERIOD_SECONDS": 0,
        # Only for what is said under /o/.well-known.
        "OIDC_ENABLED": True,
    },
)
django.setup()

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import include, path
from oauth2_provider.contrib.rest_framework import OAuth2Authentication, TokenHasScope
from oauth2_provider.models import Application
from oauth2_provider.urls import metadata_urlpatterns
from oauth2_provider.views.generic import ProtectedResourceView
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.views import (
    TokenBlacklistView,
    TokenObtainPairView,
    TokenRefreshView,
)


class JwtMe(APIView):
    authentication_classes = [JWTAuthentication]
    permission_classes = [IsAuthenticated]

    def get(self, request):
        return Response({"username": request.user.username})


class OAuthMe(APIView):
    """What REST framework makes of a token: 401 for a bad one."""

    authentication_classes = [OAuth2Authentication]
    permission_classes = [TokenHasScope]
    required_scopes = ["read"]

    def get(self, request):
        # Nobody logged in where an application asks for itself.
        name = request.user.username if request.user else None
        return Response({"username": name, "client": request.auth.application.client_id})


class OAuthPlain(ProtectedResourceView):
    """What the toolkit's own view makes of a token: 403 for a bad one."""

    def get(self, request):
        owner = request.resource_owner
        return JsonResponse({"username": owner.username if owner else None})


urlpatterns = [
    path("api/token/", TokenObtainPairView.as_view()),
    path("api/token/refresh/", TokenRefreshView.as_view()),
    path("api/token/blacklist/", TokenBlacklistView.as_view()),
    path("api/me/", JwtMe.as_view()),
    path("o/", include("oauth2_provider.urls")),
    path("oauth/me/", OAuthMe.as_view()),
    path("oauth/plain/", OAuthPlain.as_view()),
    *metadata_urlpatterns,
]

# Id, type, grant, secret. The second secret needs every encoding that a client can forget.
APPLICATIONS = [
    ("demo-password", "confidential", "password", "password-secret"),
    ("demo-odd", "confidential", "password", "s:e/c+r e%t&=é"),
    ("demo-service", "confidential", "client-credentials", "service-secret"),
    ("demo-public", "public", "password", ""),
]


def fill():
    # What it would print belongs to nobody: stdout is for one line.
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    users = get_user_model().objects
    if not users.filter(username=life.NAME).exists():
        users.create_user(life.NAME, password=life.PASSWORD)
    for client, kind, grant, secret in APPLICATIONS:
        if not Application.objects.filter(client_id=client).exists():
            Application.objects.create(
                name=client,
                client_id=client,
                client_type=kind,
                authorization_grant_type=grant,
                client_secret=secret,
            )


fill()
server = ThreadedWSGIServer(("127.0.0.1", args.port), WSGIRequestHandler)
server.daemon_threads = True
server.set_app(get_wsgi_application())
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
life.end_with_stdin()
life.ready(server.server_port)
server.serve_forever()
