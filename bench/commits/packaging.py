from packaging import tags, utils
from packaging.markers import Marker
from packaging.metadata import parse_email
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version, parse

METADATA = "Metadata-Version: 2.1\nName: shop\nVersion: 1.0\nRequires-Dist: numpy>=2\n\nA shop.\n"


def test_version(benchmark):
    benchmark(lambda: Version("1!2.3.4rc5.post6.dev7+local.8"))


def test_sort(benchmark):
    versions = [f"1.{i * 7 % 50}.dev{i}" for i in range(50)]
    benchmark(lambda: sorted(versions, key=parse))


def test_specifier(benchmark):
    benchmark(lambda: SpecifierSet(">=1.2,<3,!=2.0"))


def test_contains(benchmark):
    specifiers = SpecifierSet(">=1.2,<3,!=2.0")
    benchmark(lambda: specifiers.contains("2.1"))


def test_filter(benchmark):
    specifiers = SpecifierSet(">=1.2,<3")
    benchmark(lambda: list(specifiers.filter(["1.0", "1.5", "2.0", "3.0"])))


def test_requirement(benchmark):
    benchmark(lambda: Requirement("a[b]>=1.2,<3; python_version > '3.8'"))


def test_marker(benchmark):
    benchmark(lambda: Marker("python_version > '3.8' and extra == 'a'").evaluate({"extra": "a"}))


def test_canonicalize(benchmark):
    benchmark(lambda: (utils.canonicalize_name("Some.Name_x"), utils.canonicalize_version("1.0.0")))


def test_wheel_name(benchmark):
    benchmark(lambda: utils.parse_wheel_filename("shop-1.0-py3-none-any.whl"))


def test_tags(benchmark):
    benchmark(lambda: tags.parse_tag("py2.py3-none-any"))


def test_metadata(benchmark):
    benchmark(lambda: parse_email(METADATA))
