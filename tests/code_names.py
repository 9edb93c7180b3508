"""What the optimizer calls things, read off its source."""

import ast
import re
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "optimizer"


def has_name(name):
    """Whether the code has the name of a document.

    ``Class.member`` is a member of that class, ``row_{k}`` the name of a row or variable
    that is put together from such parts, and a capitalized word a class. Any other word
    is something that is defined or, of a library, used.
    """
    if "{" in name:
        return re.sub(r"\{\w+\}", "{}", name) in _texts()
    if "." in name:
        owner, member = name.split(".")
        return member in _members().get(owner, ())
    if re.match("[A-Z][a-z]", name):
        return name in _members()
    return name in _words()


@cache
def _nodes():
    """Every node of every module."""
    trees = [ast.parse(path.read_text()) for path in SOURCE.rglob("*.py")]
    return [node for tree in trees for node in ast.walk(tree)]


@cache
def _members():
    """Names that the body of each class defines; classes of one name together."""
    members = {}
    for node in _nodes():
        if isinstance(node, ast.ClassDef):
            defined = {name for entry in node.body for name in _defined_by(entry)}
            members.setdefault(node.name, set()).update(defined)
    return members


@cache
def _texts():
    """Texts with ``{}`` for what is put into them."""
    return {
        "".join("{}" if isinstance(p, ast.FormattedValue) else p.value for p in parts)
        for parts in (n.values for n in _nodes() if isinstance(n, ast.JoinedStr))
    }


@cache
def _words():
    """Names that are defined anywhere, attributes that are used, and plain texts."""
    used = {node.attr for node in _nodes() if isinstance(node, ast.Attribute)}
    texts = {
        node.value
        for node in _nodes()
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return used | texts | {name for node in _nodes() for name in _defined_by(node)}


def _defined_by(node):
    """Names that a statement defines."""
    match node:
        case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
            return [node.name]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case _:
            return []
