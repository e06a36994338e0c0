"""Imports much, and does something with it."""
import argparse
import asyncio
import email.parser
import http.client
import logging.config
import multiprocessing.pool
import unittest.mock
import urllib.request
import xml.dom.minidom
import xmlrpc.client

FACTOR = 1.0

KEPT = (asyncio, http.client, logging.config, multiprocessing.pool, unittest.mock, urllib.request, xmlrpc.client)


def parser(count):
    """A command line."""
    made = argparse.ArgumentParser(prog="tool", add_help=False)
    for i in range(count):
        made.add_argument(f"--option-{i}", type=int, default=i)
    return made


def prepare():
    """Texts."""
    return round(52 * FACTOR), "From: a@b\nSubject: hello\n\nbody\n", "<a><b c='1'>text</b><b/></a>"


def work(state):
    """A call."""
    count, mail, document = state
    made = parser(count).parse_args(["--option-3", "4"])
    for _ in range(count // 5):
        email.parser.Parser().parsestr(mail)
        xml.dom.minidom.parseString(document)
    return made.option_3
