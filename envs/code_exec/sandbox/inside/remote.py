"""Two processes that use each other's objects through a channel: what is plain crosses as a copy, the rest by handle.

One of them trusts the other with nothing: whatever arrives is decoded into fresh plain data. Handles are off unless
asked for; with them, an object of the other side stands here as a `Remote`, whose every operation is a request.
"""

from __future__ import annotations

import builtins
import operator
import types
from collections.abc import Callable
from typing import Any

from .plain import NotPlainError, decode, encode

OPERATIONS: dict[str, Callable[..., Any]] = {
    "call": lambda function, *arguments, **keywords: function(*arguments, **keywords),
    "get": getattr,
    "set": setattr,
    "delete": delattr,
    "iterate": iter,
    "next": next,
    "length": len,
    "text": str,
    "repr": repr,
    "truth": bool,
    "hash": hash,
    "integer": int,
    "float": float,
    "enter": lambda manager: manager.__enter__(),
    "exit": lambda manager: manager.__exit__(None, None, None),
    "item": operator.getitem,
    "set_item": operator.setitem,
    "delete_item": operator.delitem,
    "is_instance": isinstance,
    "contains": operator.contains,
    **{name: getattr(operator, name) for name in ("eq", "ne", "lt", "le", "gt", "ge", "neg", "pos", "abs", "invert")},
    **{name: getattr(operator, name) for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "and_")},
    **{name: getattr(operator, name) for name in ("or_", "xor", "lshift", "rshift", "matmul")},
}

HARMLESS = frozenset({"call", "iterate", "next", "length", "truth", "item", "contains", "text"})
"""What the trusted side lets the other do with its objects: no attribute of a function leads to its globals."""

_LONGEST = 2000  # characters of an exception's message


class Gone(BaseException):
    """The other side has ended, so that no answer will come."""


class Refused(Exception):
    """The answer is no plain data, and handles are off."""


class Peer:
    """This side's end of the line.

    Args:
        channel: frames to and from the other process.
        handles: whether objects that are not plain may be used across the line.
        allowed: operations that the other side may ask for.
        open_modules: modules whose objects the other side may also read and change by public attributes.
        by_identity: whether objects of the other side are equal here only to themselves.
    """

    def __init__(
        self,
        channel: Any,
        *,
        handles: bool,
        allowed: frozenset[str],
        open_modules: tuple[str, ...] = (),
        by_identity: bool = False,
    ) -> None:
        self._channel = channel
        self._handles = handles
        self._allowed = allowed
        self._open = open_modules
        self.by_identity = by_identity
        self._objects: list[Any] = []
        self._places: dict[int, int] = {}
        self._errors: dict[tuple[str, ...], type] = {}
        self._remotes: dict[int, Any] = {}
        self.root: Any = None
        """The object that paths of a call start from."""

    def ask(self, operation: str, *arguments: Any, **keywords: Any) -> Any:
        """What an operation gives on the other side; raises what it raises there."""
        self._channel.send(self._request(operation, arguments, keywords))
        return self._answer()

    def ask_path(self, path: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """Calls what a dotted path leads to from the other side's root."""
        request = self._request("call", arguments, keywords)
        request["path"] = path
        self._channel.send(request)
        return self._answer()

    def serve(self, message: dict[str, Any]) -> None:
        """Does what the other side asks for and answers."""
        self._channel.send(self._done(message))

    def _answer(self) -> Any:
        while True:
            message = self._channel.receive()
            if "do" in message:
                self.serve(message)
            elif "returned" in message:
                return self._decode(message["returned"])
            elif "raised" in message:
                raise self._error(message["raised"])
            elif "not_plain" in message:
                raise Refused("the answer is no plain data: " + message["not_plain"])
            else:
                raise Gone(message.get("gone", "broken answer"))

    def _request(self, operation: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> dict[str, Any]:
        return {"do": operation, "with": self._encode(list(arguments)), "named": self._encode(keywords)}

    def _done(self, message: dict[str, Any]) -> dict[str, Any]:
        operation = message["do"]
        if operation not in self._allowed and not (operation in ("get", "set") and self._open):
            return {"raised": ["PermissionError", f"the operation {operation!r} is not allowed", ["OSError"]]}
        try:
            arguments, keywords = self._decode(message["with"]), self._decode(message["named"])
            if "path" in message:
                arguments.insert(0, operator.attrgetter(message["path"])(self.root))
            if operation not in self._allowed and not self._is_open(arguments):
                raise PermissionError("only public attributes of shared objects may be used")
            result = OPERATIONS[operation](*arguments, **keywords)
            if message.get("drain") and isinstance(result, (types.GeneratorType, map, filter, zip)):
                result = list(result)
            return {"returned": self._encode(result)}
        except NotPlainError as error:
            return {"not_plain": str(error), "tamper": tricks(error.value)}
        except Gone:
            raise
        except BaseException as error:  # whatever it raises is the answer
            return {"raised": self._describe(error)}

    def _is_open(self, arguments: list[Any]) -> bool:
        """Whether the first argument is of a shared module's class, and the second a public attribute that is data."""
        item, name = arguments[0], arguments[1]
        public = type(name) is str and not name.startswith("_")
        return public and type(item).__module__ in self._open and name in vars(item)

    def _describe(self, error: BaseException) -> list[Any]:
        kind = type(error)
        try:
            message = str(error)[:_LONGEST]
            plain = encode(list(error.args))
        except BaseException:  # the error's own code failed
            message, plain = "", []
        bases = [base.__name__ for base in kind.__mro__[1:] if base.__module__ == "builtins"]
        own = getattr(builtins, kind.__name__, None) is not kind
        return [kind.__name__, message, bases, plain, self._refer(kind) if own and self._handles else None]

    def _encode(self, value: Any) -> Any:
        return encode(value, self._refer if self._handles else None)

    def _decode(self, data: Any) -> Any:
        return decode(data, self._resolve if self._handles else None)

    def _refer(self, item: Any) -> list[Any]:
        if isinstance(item, Remote):
            return ["other", object.__getattribute__(item, "_place")]
        place = getattr(item, "_turnwise_place", None) if isinstance(item, type) else None
        if place is not None:
            return ["other", place]
        place = self._places.get(id(item))
        if place is None:
            place = self._places[id(item)] = len(self._objects)
            self._objects.append(item)  # kept alive, so that its id stays its own
        bases = []
        if isinstance(item, type) and issubclass(item, BaseException):
            bases = [base.__name__ for base in item.__mro__ if base.__module__ == "builtins"]
        return ["mine", place, getattr(item, "__name__", type(item).__name__), bases]

    def _resolve(self, body: Any) -> Any:
        if body[0] == "other":
            if type(body[1]) is not int or not 0 <= body[1] < len(self._objects):
                raise NotPlainError("a handle to nothing")
            return self._objects[body[1]]
        _, place, name, bases = body
        if place not in self._remotes:
            self._remotes[place] = self._exception_class(place, name, bases) if bases else Remote(self, place, name)
        return self._remotes[place]

    def _exception_class(self, place: int | None, name: str, bases: list[str]) -> type:
        base = next((kind for kind in map(_builtin_error, bases) if kind is not None), Exception)
        kind = type(str(name), (base,), {"_turnwise_place": place} if place is not None else {})
        return kind

    def _error(self, raised: Any) -> BaseException:
        name, message, bases, plain, *handle = [*raised, None][:5]
        if handle and handle[0] and self._handles:
            kind = self._resolve(handle[0])
        else:
            kind = _builtin_error(name) or self._exception_class(None, name, bases)
        try:
            error = kind(*decode(plain)) if plain else kind(message)
        except Exception:
            error = Exception.__new__(kind)
            error.args = (message,)
        return error  # type: ignore[no-any-return]


def tricks(value: Any) -> str:
    """Why an answer that is no plain data looks like a trick; "" where it does not."""
    kind = type(value)
    if isinstance(value, type) or kind is type(None):
        return ""
    names = [name for name in ("__eq__", "__ne__") if name in _members(kind)]
    if names:
        return "an answer of type {!r} brings its own {}".format(kind.__name__, " and ".join(names))
    return ""


def _members(kind: type) -> frozenset[str]:
    """What a class and its bases define in Python, up to the builtin ones; a dataclass's generated methods aside."""
    found: list[str] = []
    for base in kind.__mro__:
        if base.__module__ != "builtins" and not hasattr(base, "__dataclass_fields__"):
            found += [name for name, member in vars(base).items() if isinstance(member, types.FunctionType)]
    return frozenset(found)


def _builtin_error(name: str) -> type | None:
    kind = getattr(builtins, str(name), None)
    return kind if isinstance(kind, type) and issubclass(kind, BaseException) else None


class Remote:
    """An object of the other side: every use of it is a request."""

    def __init__(self, peer: Peer, place: int, name: str) -> None:
        object.__setattr__(self, "_peer", peer)
        object.__setattr__(self, "_place", place)
        object.__setattr__(self, "_name", name)

    def __getattr__(self, name: str) -> Any:
        if name == "__name__":
            return object.__getattribute__(self, "_name")
        if name.startswith("__") and name.endswith("__") and name not in ("__doc__", "__class__", "__dict__"):
            raise AttributeError(name)
        return object.__getattribute__(self, "_peer").ask("get", self, name)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Calls the object where it is."""
        return object.__getattribute__(self, "_peer").ask("call", self, *arguments, **keywords)

    def __exit__(self, *error: object) -> Any:
        return object.__getattribute__(self, "_peer").ask("exit", self)


def _forward(operation: str, *, swapped: bool = False) -> Callable[..., Any]:
    def method(self: Any, *arguments: Any) -> Any:
        peer = object.__getattribute__(self, "_peer")
        if peer.by_identity and operation in ("eq", "ne", "hash"):
            return getattr(object, f"__{operation}__")(self, *arguments)
        operands = (*arguments, self) if swapped else (self, *arguments)
        return peer.ask(operation, *operands)

    return method


_METHODS = {
    "setattr": "set",
    "delattr": "delete",
    "iter": "iterate",
    "next": "next",
    "len": "length",
    "str": "text",
    "repr": "repr",
    "bool": "truth",
    "hash": "hash",
    "int": "integer",
    "float": "float",
    "enter": "enter",
    "getitem": "item",
    "setitem": "set_item",
    "delitem": "delete_item",
    "instancecheck": "",
    "contains": "contains",
    "and": "and_",
    "or": "or_",
    **{name: name for name in ("eq", "ne", "lt", "le", "gt", "ge", "neg", "pos", "abs", "invert")},
    **{name: name for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "xor", "lshift", "rshift")},
}
_REFLECTED = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "and", "or", "xor")

for _name, _operation in _METHODS.items():
    if _operation:
        setattr(Remote, f"__{_name}__", _forward(_operation))
for _name in _REFLECTED:
    setattr(Remote, f"__r{_name}__", _forward(_METHODS[_name], swapped=True))
