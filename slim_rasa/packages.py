"""What is left out: for each module that Rasa imports without our needing it, the package on PyPI that holds it."""

from __future__ import annotations

PACKAGES = {
    # Rasa's neural classifiers and policies
    "tensorflow": "tensorflow",
    "keras": "tensorflow",
    "tensorflow_hub": "tensorflow-hub",
    "tensorflow_text": "tensorflow-text",
    "tensorflow_addons": "tensorflow-addons",
    # Other classifiers of Rasa
    "sklearn_crfsuite": "sklearn-crfsuite",
    "skops": "skops",
    # Channels
    "aiogram": "aiogram",
    "cachecontrol": "CacheControl",
    "fbmessenger": "fbmessenger",
    "google.auth": "google-auth",
    "google.oauth2": "google-auth",
    "mattermostwrapper": "mattermostwrapper",
    "rocketchat_API": "rocketchat-API",
    "slack_sdk": "slack-sdk",
    "socketio": "python-socketio",
    "twilio": "twilio",
    "webexteamssdk": "webexteamssdk",
    # Stores, brokers, model storage
    "aio_pika": "aio-pika",
    "aiormq": "aiormq",
    "boto3": "boto3",
    "botocore": "boto3",
    "confluent_kafka": "confluent-kafka",
    "google.cloud": "google-cloud-storage",
    "pymongo": "pymongo",
    # Rasa's own HTTP API with JSON web tokens, its error reports, its pictures
    "sanic_jwt": "sanic-jwt",
    "sentry_sdk": "sentry-sdk",
    "structlog_sentry": "structlog-sentry",
    "matplotlib": "matplotlib",
    "networkx": "networkx",
    "pydot": "pydot",
    "colorhash": "colorhash",
    # onnxruntime's tool for shapes, imported with its quantisation
    "sympy": "sympy",
}
PARENTS = frozenset(name.partition(".")[0] for name in PACKAGES)


def package_of(name: str) -> str | None:
    """The package on PyPI that holds a module which is left out, None for any other module."""
    parts = name.split(".")
    return PACKAGES.get(".".join(parts[:2])) or PACKAGES.get(parts[0])
