"""Whose file it is: an installed package's, with its version, or the standard library's."""

import json
import os
import tempfile
import unittest

from profile_functions import Names


def install(directory, **files):
    for name, text in files.items():
        path = os.path.join(directory, name.replace("__", "/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


class Packages(unittest.TestCase):
    def test_an_installed_file_has_a_package_and_a_version(self):
        with tempfile.TemporaryDirectory() as directory:
            site = os.path.join(directory, "site-packages")
            install(site, **{"toml__decoder.py": "", "toml-1.1.dist-info__METADATA": "Name: toml\nVersion: 1.1\n"})
            install(site, **{"toml-1.1.dist-info__RECORD": "toml/decoder.py,sha256=x,0\ntoml-1.1.dist-info/RECORD,,\n"})
            names = Names([])
            self.assertEqual(names.locate(os.path.join(site, "toml", "decoder.py")), ("toml/decoder.py", False))
            self.assertEqual(names.find_package("toml/decoder.py"), ("toml", "1.1"))
            names.locate(os.path.join(site, "stray.py"))
            self.assertIsNone(names.find_package("stray.py"))

    def test_the_standard_library_is_none(self):
        names = Names([])
        self.assertEqual(names.locate(json.__file__), ("json/__init__.py", False))
        self.assertIsNone(names.find_package("json/__init__.py"))


if __name__ == "__main__":
    unittest.main()
