"""No file of the package falls into a known trap, and each guard catches a sample that does."""

from __future__ import annotations

import textwrap

import pytest

from tests.architecture import guards
from tests.architecture.guards import GUARDS, UI_GUARDS, Guard
from tests.architecture.sources import Source, sources


def _found(guard: Guard, source: Source) -> list[str]:
    return [f"{source.path}:{getattr(node, 'lineno', 0)}: {guard.__doc__}" for node in guard(source)]


@pytest.mark.parametrize("guard", UI_GUARDS, ids=lambda guard: guard.__name__)
def test_the_screen_keeps_clear_of(guard: Guard) -> None:
    assert [line for source in sources("altotui/ui") for line in _found(guard, source)] == []


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_the_package_keeps_clear_of(guard: Guard) -> None:
    assert [line for source in sources("altotui") for line in _found(guard, source)] == []


BAD = [
    (guards.exclusive_without_group, "@work(exclusive=True)\nasync def f(self): ..."),
    (guards.exclusive_without_group, "self.run_worker(f(), exclusive=True)"),
    (guards.worker_that_ends_the_app, "@work\nasync def f(self): ..."),
    (guards.worker_that_ends_the_app, "@work(group='a')\nasync def f(self): ..."),
    (guards.worker_that_ends_the_app, "self.run_worker(f())"),
    (guards.worker_that_ends_the_app, "self.run_worker(f(), exit_on_error=True)"),
    (guards.notify_with_markup, "self.app.notify(text)"),
    (guards.notify_with_markup, "self.notify('x', markup=True)"),
    (guards.text_with_markup, "Static(text)"),
    (guards.text_with_markup, "widgets.Label(f'{name}')"),
    (guards.text_with_markup, "Button(str(name), id='a')"),
    (guards.text_with_markup, "Static(text, markup=True)"),
    (guards.text_with_markup, "def note() -> str: ...\nStatic(note())"),
    (guards.markup_from_data, "Content.from_markup(f'[b]{name}')"),
    (guards.markup_from_data, "Text.from_markup(name)"),
    (guards.markup_from_data, "Content.from_markup('[b]' + name)"),
    (guards.recompose, "x = reactive('', recompose=True)"),
    (guards.recompose, "self.refresh(recompose=True)"),
    (guards.super_in_handler, "super().on_mount()"),
    (guards.super_in_handler, "await super(A, self)._on_key(event)"),
    (guards.broad_except, "try:\n    f()\nexcept Exception:\n    pass"),
    (guards.broad_except, "try:\n    f()\nexcept (OSError, BaseException) as e:  # noqa: BLE001\n    pass"),
    (guards.broad_except, "try:\n    f()\nexcept:\n    pass"),
    (guards.shadowed_attribute, "class A(Widget):\n    def __init__(self):\n        self.size = 3"),
    (guards.shadowed_attribute, "class A(Widget):\n    def f(self):\n        self._task: int = 3"),
    (guards.shadowed_attribute, "class A(Widget):\n    name = reactive('')"),
    (guards.shadowed_attribute, "class A(Widget):\n    log: list[str] = []"),
]
GOOD = [
    (guards.exclusive_without_group, "self.run_worker(f(), exclusive=True, group='filter')"),
    (guards.worker_that_ends_the_app, "@work(exit_on_error=False)\nasync def f(self): ..."),
    (guards.worker_that_ends_the_app, "self.run_worker(f(), exit_on_error=False)"),
    (guards.notify_with_markup, "self.notify(text, markup=False)"),
    (guards.text_with_markup, "Static('[b]literal')"),
    (guards.text_with_markup, "Static()"),
    (guards.text_with_markup, "Static(text, markup=False)"),
    (guards.text_with_markup, "Static(Content(text))"),
    (guards.text_with_markup, "Label(Content.from_markup('[b]$name', name=name).stylize('red'))"),
    (guards.text_with_markup, "Label(Text.assemble('a', b))"),
    (guards.text_with_markup, "def note() -> Content: ...\nStatic(note())"),
    (guards.markup_from_data, "Content.from_markup('[b]$name', name=name)"),
    (guards.recompose, "x = reactive('', recompose=False)"),
    (guards.super_in_handler, "super().__init__()"),
    (guards.super_in_handler, "self.on_mount()"),
    (
        guards.broad_except,
        "try:\n    f()\nexcept Exception:  # any fault of a pane must not end the console\n    pass",
    ),
    (guards.broad_except, "try:\n    f()\nexcept OSError:\n    pass"),
    (guards.broad_except, "try:\n    f()\nexcept BaseException:\n    g()\n    raise"),
    (guards.shadowed_attribute, "class A(Widget):\n    def __init__(self):\n        self.site_size = 3"),
    (guards.shadowed_attribute, "class A(NamedTuple):\n    name: str"),
    (guards.shadowed_attribute, "class A(Frozen):\n    name: str"),
    (guards.shadowed_attribute, "class A:\n    name: str"),
]


@pytest.mark.parametrize(("guard", "sample"), BAD)
def test_a_guard_catches(guard: Guard, sample: str) -> None:
    assert len(_found(guard, Source("sample.py", textwrap.dedent(sample)))) == 1


@pytest.mark.parametrize(("guard", "sample"), GOOD)
def test_a_guard_lets_pass(guard: Guard, sample: str) -> None:
    assert _found(guard, Source("sample.py", textwrap.dedent(sample))) == []


def test_every_guard_has_a_bad_and_a_good_sample() -> None:
    every = {*UI_GUARDS, *GUARDS}
    assert {guard for guard, _ in BAD} == every
    assert {guard for guard, _ in GOOD} == every
